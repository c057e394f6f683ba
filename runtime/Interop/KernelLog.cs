using System;
using System.Runtime.InteropServices;
using System.Text;

namespace BpfGen.Interop;

/// <summary>Memory that the kernel writes a log into, and more of it where that was too little.</summary>
internal sealed unsafe class KernelLog : IDisposable
{
    private const uint First = 64 * 1024;

    /// <summary>Old kernels take at most <c>UINT_MAX &gt;&gt; 8</c> bytes of log, and nobody reads more.</summary>
    private const uint Largest = 16 * 1024 * 1024 - 1;

    private byte* _buffer = (byte*)NativeMemory.AllocZeroed(First);

    public uint Size { get; private set; } = First;

    public ulong Address => (ulong)_buffer;

    public string Text => Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(_buffer));

    /// <summary>Gets more memory after a call that has just failed for want of it.</summary>
    /// <returns>False where the call failed of something else, or there is as much as the kernel takes.</returns>
    public bool Grow()
    {
        if (Errno.Last != Errno.ENOSPC || Size == Largest)
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
