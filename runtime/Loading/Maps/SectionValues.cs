using System;
using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace BpfGen;

/// <summary>
/// What a section of global variables is to hold at first, where it is no struct: it is larger than 65,536 bytes, which nobody wants on the stack, or the object
/// was compiled without types (<c>-g</c>), and nothing says what is in it but its size.
/// </summary>
/// <param name="size">The size of the section in bytes.</param>
/// <param name="initial">Gives what the object has in it, padded to whole numbers; null where all of it is zero.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public class SectionValues(int size, Func<ReadOnlySpan<ulong>>? initial)
{
    private byte[]? _bytes;

    /// <summary>The section's bytes, in the order of the machine: the object's own until they are written to.</summary>
    public Span<byte> Bytes => _bytes ??= Copy();

    /// <summary>Those that are asked for; none where nobody has looked at them, and they are the object's.</summary>
    internal ReadOnlySpan<byte> GivenBytes => _bytes;

    /// <summary>A variable.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="offset">Where it stands in the section, in bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">It does not stand in the section.</exception>
    protected ref T Variable<T>(int offset)
        where T : unmanaged => ref MemoryMarshal.AsRef<T>(Bytes.Slice(offset, Unsafe.SizeOf<T>()));

    /// <summary>The elements of a variable that is an array.</summary>
    /// <typeparam name="T">Their type.</typeparam>
    /// <param name="offset">Where the first stands in the section, in bytes.</param>
    /// <param name="count">How many there are.</param>
    /// <exception cref="ArgumentOutOfRangeException">They do not stand in the section.</exception>
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
