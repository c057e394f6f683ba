using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace BpfGen.Maps;

/// <summary>
/// Converts the values of an entry of a per-CPU map to and from the kernel's layout: each CPU's value starts at a multiple of 8 bytes.
/// </summary>
internal static class PerCpuValues
{
    public static int Stride(int valueSize) => (valueSize + 7) & ~7;

    /// <summary>
    /// Returns whether an array of <typeparamref name="T"/> has the kernel's layout, so that the values need no conversion.
    /// </summary>
    public static bool IsDense<T>()
        where T : unmanaged => Unsafe.SizeOf<T>() % 8 == 0;

    public static void Spread<T>(ReadOnlySpan<T> values, Span<byte> bytes)
        where T : unmanaged
    {
        for (var i = 0; i < values.Length; i++)
        {
            MemoryMarshal.Write(bytes[(i * Stride(Unsafe.SizeOf<T>()))..], in values[i]);
        }
    }

    public static void Gather<T>(ReadOnlySpan<byte> bytes, Span<T> values)
        where T : unmanaged
    {
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = MemoryMarshal.Read<T>(bytes[(i * Stride(Unsafe.SizeOf<T>()))..]);
        }
    }
}
