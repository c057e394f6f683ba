using System;
using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace BpfGen;

/// <summary>
/// The initial values of a section of global variables that has no struct. A section has no struct in two cases: it is larger than 65,536
/// bytes, which is too much for the stack; or the object was compiled without types (<c>-g</c>), so that only the section's size is known.
/// </summary>
/// <param name="size">The size of the section in bytes.</param>
/// <param name="initial">Returns the object's values, padded to whole words; null if all values are zero.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public class SectionValues(int size, Func<ReadOnlySpan<ulong>>? initial)
{
    private byte[]? _bytes;

    /// <summary>The section's bytes in the machine's byte order. At first, they have the values from the object.</summary>
    public Span<byte> Bytes => _bytes ??= Copy();

    /// <summary>
    /// The section's bytes; empty if <see cref="Bytes"/> was never used, because the values are then certainly unchanged.
    /// </summary>
    internal ReadOnlySpan<byte> GivenBytes => _bytes;

    /// <summary>Returns a reference to a variable.</summary>
    /// <typeparam name="T">The variable's type.</typeparam>
    /// <param name="offset">The variable's offset in the section, in bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The variable is outside the section.</exception>
    protected ref T Variable<T>(int offset)
        where T : unmanaged => ref MemoryMarshal.AsRef<T>(Bytes.Slice(offset, Unsafe.SizeOf<T>()));

    /// <summary>Returns the elements of an array variable.</summary>
    /// <typeparam name="T">The elements' type.</typeparam>
    /// <param name="offset">The array's offset in the section, in bytes.</param>
    /// <param name="count">The number of elements.</param>
    /// <exception cref="ArgumentOutOfRangeException">The array is outside the section.</exception>
    protected Span<T> Variables<T>(int offset, int count)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(Bytes.Slice(offset, count * Unsafe.SizeOf<T>()));

    private byte[] Copy()
    {
        var bytes = new byte[size];
        var values = initial is null ? [] : MemoryMarshal.AsBytes(initial());
        values[..Math.Min(values.Length, size)].CopyTo(bytes);
        return bytes;
    }
}
