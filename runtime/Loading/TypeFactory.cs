using System;
using BpfGen.Interop;

namespace BpfGen.Loading;

/// <summary>Loads types (BTF).</summary>
internal static unsafe class TypeFactory
{
    /// <returns>The types, or null where the kernel does not take them: it may be older than one of their kinds.</returns>
    public static FileDescriptor? TryLoad(ReadOnlySpan<byte> btf)
    {
        fixed (byte* bytes = btf)
        {
            var attributes = new BtfLoadAttributes { Btf = (ulong)bytes, Size = (uint)btf.Length };
            var fd = Bpf.Call(BpfCommand.BtfLoad, ref attributes);
            return fd < 0 ? null : new FileDescriptor(fd);
        }
    }
}
