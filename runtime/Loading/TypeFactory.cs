using System;
using BpfGen.Interop;

namespace BpfGen.Loading;

/// <summary>Loads types (BTF).</summary>
internal static unsafe class TypeFactory
{
    /// <param name="btf">The types, which become older ones where the kernel does not take them as they are.</param>
    /// <returns>The types, or null where the kernel does not take them in any form.</returns>
    public static FileDescriptor? TryLoad(byte[] btf)
    {
        if (Load(btf) is { } types)
        {
            return types;
        }

        if (Errno.Last != Errno.EINVAL)
        {
            return null;
        }

        // It may be older than one of their kinds. Which one it does not say: the newest first.
        var downgrade = new TypeDowngrade(btf);
        for (var step = 0; step < TypeDowngrade.Steps; step++)
        {
            downgrade.Apply(step);
            if (Load(btf) is { } older)
            {
                return older;
            }
        }

        return null;
    }

    private static FileDescriptor? Load(ReadOnlySpan<byte> btf)
    {
        fixed (byte* bytes = btf)
        {
            var attributes = new BtfLoadAttributes { Btf = (ulong)bytes, Size = (uint)btf.Length };
            var fd = Bpf.Call(BpfCommand.BtfLoad, ref attributes);
            return fd < 0 ? null : new FileDescriptor(fd);
        }
    }
}
