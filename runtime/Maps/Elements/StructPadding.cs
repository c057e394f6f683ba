using System;
using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using BpfGen.Maps;

namespace BpfGen.Loading;

/// <summary>
/// The padding of the project's structs. Generated code registers it when the assembly starts, because only the compiler knows which bytes
/// of a struct belong to no field.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class StructPadding
{
    /// <summary>Registers the padding of a struct.</summary>
    /// <typeparam name="T">The struct.</typeparam>
    /// <param name="ranges">Pairs of an offset and a size, in bytes, in ascending order.</param>
    /// <exception cref="ArgumentException">A range is outside the struct.</exception>
    public static void Register<T>(params ReadOnlySpan<int> ranges)
        where T : unmanaged
    {
        for (var i = 0; i + 1 < ranges.Length; i += 2)
        {
            if (ranges[i] < 0 || ranges[i + 1] <= 0 || ranges[i + 1] > Unsafe.SizeOf<T>() - ranges[i])
            {
                throw new ArgumentException($"The padding of {typeof(T).Name} at offset {ranges[i]} is outside the struct.");
            }
        }

        PaddingOf<T>.Ranges = ranges.Length == 0 ? null : ranges.ToArray();
    }

    /// <summary>
    /// Sets the padding of a struct to zero. The kernel compares all bytes of a key, and the JIT leaves whatever was on the stack in the
    /// padding of a local variable.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Clear<T>(ref T value)
        where T : unmanaged
    {
        if (PaddingOf<T>.Ranges is { } ranges)
        {
            Clear(MemoryMarshal.CreateSpan(ref Unsafe.As<T, byte>(ref value), Unsafe.SizeOf<T>()), ranges);
        }
    }

    /// <summary>Sets the padding of one struct to zero.</summary>
    internal static void Clear(Span<byte> bytes, int[] ranges)
    {
        for (var i = 0; i + 1 < ranges.Length; i += 2)
        {
            bytes.Slice(ranges[i], ranges[i + 1]).Clear();
        }
    }
}
