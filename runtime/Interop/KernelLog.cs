using System;
using System.Runtime.InteropServices;
using System.Text;

namespace BpfGen.Interop;

/// <summary>A buffer for a log that the kernel writes. The buffer can grow.</summary>
/// <param name="size">The size of the first buffer in bytes.</param>
internal sealed unsafe class KernelLog(uint size = KernelLog.Usual) : IDisposable
{
    private const uint Usual = 64 * 1024;

    /// <summary>The minimum size in bytes, because the kernel rejects smaller buffers.</summary>
    private const uint Smallest = 128;

    /// <summary>
    /// The maximum size in bytes. Old kernels accept at most <c>UINT_MAX &gt;&gt; 8</c> bytes, and longer logs are of no use to a reader.
    /// </summary>
    private const uint Largest = 16 * 1024 * 1024 - 1;

    private byte* _buffer = (byte*)NativeMemory.AllocZeroed(Math.Clamp(size, Smallest, Largest));

    public uint Size { get; private set; } = Math.Clamp(size, Smallest, Largest);

    public ulong Address => (ulong)_buffer;

    public string Text => Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(_buffer));

    /// <summary>Enlarges the buffer if the call that just failed needs a larger buffer (<c>ENOSPC</c>).</summary>
    /// <returns>False if the call failed with another error than <c>ENOSPC</c>, or if the buffer already has the maximum size.</returns>
    public bool Grow()
    {
        if (Errno.Last != Errno.ENOSPC || Size >= Largest)
        {
            return false;
        }

        Dispose();
        Size = Math.Min(Size * 4, Largest);
        _buffer = (byte*)NativeMemory.AllocZeroed(Size);
        return true;
    }

    public void Dispose()
    {
        NativeMemory.Free(_buffer);
        _buffer = null;
    }
}
