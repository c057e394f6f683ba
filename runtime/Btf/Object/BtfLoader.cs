using System;
using BpfGen.Interop;

namespace BpfGen.Btf;

/// <summary>Loads types (BTF).</summary>
internal static unsafe class BtfLoader
{
    /// <param name="btf">The types, which become older ones where the kernel does not take them as they are.</param>
    /// <returns>The types, or why the kernel does not take them in any form.</returns>
    public static LoadedBtf Load(byte[] btf)
    {
        if (TryLoad(btf) is { } types)
        {
            return new LoadedBtf(types);
        }

        var refusal = new BtfRejection(btf, Errno.Last);
        if (refusal.Errno != Errno.EINVAL)
        {
            return new LoadedBtf(null, refusal);
        }

        // It may be older than one of their kinds. Which one it does not say: the newest first.
        byte[] older = [.. btf];
        var downgrade = new BtfDowngrade(older);
        for (var step = 0; step < BtfDowngrade.Steps; step++)
        {
            downgrade.Apply(step);
            if (TryLoad(older) is { } taken)
            {
                return new LoadedBtf(taken);
            }
        }

        return new LoadedBtf(null, refusal);
    }

    /// <summary>Loads types as they are. Without a log the kernel is faster, and of types that it takes there is nothing to say.</summary>
    public static FileDescriptor? TryLoad(ReadOnlySpan<byte> btf)
    {
        fixed (byte* bytes = btf)
        {
            var attributes = new BtfLoadAttributes { Btf = (ulong)bytes, Size = (uint)btf.Length };
            var fd = Bpf.Call(BpfCommand.BtfLoad, ref attributes);
            return fd < 0 ? null : new FileDescriptor(fd);
        }
    }

    /// <summary>Loads types as they are, to hear what the kernel has to say.</summary>
    public static FileDescriptor? LoadWithLog(ReadOnlySpan<byte> btf, out string text)
    {
        using var log = new KernelLog();
        int fd;
        fixed (byte* bytes = btf)
        {
            do
            {
                var attributes = new BtfLoadAttributes
                {
                    Btf = (ulong)bytes,
                    Size = (uint)btf.Length,
                    LogLevel = 1,
                    LogSize = log.Size,
                    LogBuffer = log.Address,
                };
                fd = Bpf.Call(BpfCommand.BtfLoad, ref attributes);
            }
            while (fd < 0 && log.Grow());
        }

        text = log.Text;
        return fd < 0 ? null : new FileDescriptor(fd);
    }
}
