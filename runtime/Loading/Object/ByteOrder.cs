using System;
using System.ComponentModel;

namespace BpfGen.Loading;

/// <summary>Prevents the use of an object's initial values on a machine with another byte order.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ByteOrder
{
    /// <summary>Returns the initial values of a big-endian object, if this machine is big-endian, too.</summary>
    /// <param name="values">The values in generated code.</param>
    /// <exception cref="PlatformNotSupportedException">The machine is little-endian.</exception>
    public static ReadOnlySpan<ulong> BigEndian(ReadOnlySpan<ulong> values) => BitConverter.IsLittleEndian
        ? throw new PlatformNotSupportedException(
            "The initial values of the object's variables cannot be read: the object was compiled for big-endian machines, and this "
            + "machine is little-endian.")
        : values;
}
