using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace BpfGen.Buffers;

/// <summary>What a program has sent, as a struct.</summary>
internal static class RecordBytes
{
    /// <summary>What the record has more than the struct is left to itself.</summary>
    /// <exception cref="InvalidOperationException">The record is smaller than the struct.</exception>
    public static ref readonly T As<T>(ReadOnlySpan<byte> record)
        where T : unmanaged
    {
        if (record.Length < Unsafe.SizeOf<T>())
        {
            throw new InvalidOperationException($"The record has {record.Length} bytes, and {typeof(T).Name} has {Unsafe.SizeOf<T>()}.");
        }

        // Records are aligned to 4 or 8 bytes, and C# reads less aligned structs as well.
        return ref MemoryMarshal.AsRef<T>(record);
    }
}
