using System;
using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using BpfGen.Loading;

namespace BpfGen.Maps;

/// <summary>
/// Structs of the caller with their padding set to zero. They are copied only where the type has padding: the caller's memory may be
/// read-only.
/// </summary>
internal readonly ref struct CleanSpan<T>
    where T : unmanaged
{
    private readonly T[]? _copy;

    public CleanSpan(ReadOnlySpan<T> source)
    {
        Span = source;
        if (PaddingOf<T>.Ranges is not { } ranges || source.IsEmpty)
        {
            return;
        }

        _copy = ArrayPool<T>.Shared.Rent(source.Length);
        source.CopyTo(_copy);
        var bytes = MemoryMarshal.AsBytes(_copy.AsSpan(0, source.Length));
        for (var i = 0; i < source.Length; i++)
        {
            StructPadding.Clear(bytes.Slice(i * Unsafe.SizeOf<T>(), Unsafe.SizeOf<T>()), ranges);
        }

        Span = _copy.AsSpan(0, source.Length);
    }

    public ReadOnlySpan<T> Span { get; }

    public void Dispose()
    {
        if (_copy is not null)
        {
            ArrayPool<T>.Shared.Return(_copy);
        }
    }
}
