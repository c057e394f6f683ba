using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace BpfGen.Buffers;

/// <summary>Reinterprets the bytes of a record as a struct.</summary>
internal static class RecordBytes
{
    /// <summary>Returns the start of the record as a struct. Further bytes of the record are ignored.</summary>
    /// <exception cref="InvalidOperationException">The record is smaller than the struct.</exception>
    public static ref readonly T As<T>(ReadOnlySpan<byte> record)
        where T : unmanaged
    {
        if (record.Length < Unsafe.SizeOf<T>())
        {
            throw new InvalidOperationException($"The record has {record.Length} bytes, but {typeof(T).Name} needs {Unsafe.SizeOf<T>()}.");
        }

        // A record is aligned to only 4 or 8 bytes. C# can read a struct there even if the struct's own alignment is larger.
        return ref MemoryMarshal.AsRef<T>(record);
    }
}
