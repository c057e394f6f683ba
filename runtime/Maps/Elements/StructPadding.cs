using System;
using System.ComponentModel;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using BpfGen.Maps;

namespace BpfGen.Loading;

/// <summary>
/// The padding of the project's structs. Generated code registers the padding when the assembly is loaded, because only the compiler knows
/// which bytes of a struct belong to no field.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class StructPadding
{
    /// <summary>Registers the padding of a struct.</summary>
    /// <typeparam name="T">The struct.</typeparam>
    /// <param name="ranges">Pairs of an offset and a size, in bytes, in ascending order; none for a struct without padding.</param>
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
        PaddingOf<T>.IsKnown = true;
    }

    /// <summary>Registers the padding of a private struct, which generated code cannot name in C#.</summary>
    /// <param name="assembly">The assembly of the struct.</param>
    /// <param name="name">The full name of the struct.</param>
    /// <param name="ranges">Pairs of an offset and a size, in bytes, in ascending order; none for a struct without padding.</param>
    public static void Register(Assembly assembly, string name, params ReadOnlySpan<int> ranges) =>
        UnknownPadding.Register(assembly, name, ranges);

    /// <summary>
    /// Makes sure that the padding of a type is known before a handle passes values of the type to the kernel. At build time, the generator
    /// finds the structs that a project names as type arguments of a handle class. It does not see the struct if a generic method creates
    /// the handle; then this method checks the struct for padding.
    /// </summary>
    /// <exception cref="InvalidOperationException">The struct may have padding that the generator did not find at build time.</exception>
    internal static void Require<T>()
        where T : unmanaged
    {
        // The JIT compiler evaluates the first two conditions, so this check costs nothing for primitive types.
        if (!typeof(T).IsPrimitive && !typeof(T).IsEnum && !PaddingOf<T>.IsKnown)
        {
            UnknownPadding.Check<T>();
        }
    }

    /// <summary>
    /// Sets the padding of a struct to zero. The kernel compares all bytes of a key, but in a local variable, the padding contains whatever
    /// was on the stack before.
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
