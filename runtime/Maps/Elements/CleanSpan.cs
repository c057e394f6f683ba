using System;
using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using BpfGen.Loading;

namespace BpfGen.Maps;

/// <summary>
/// The structs in a span of the caller, with their padding set to zero. If the struct type has padding, <see cref="Span"/> is a copy,
/// because the caller's memory may be read-only. Otherwise it is the caller's span.
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
