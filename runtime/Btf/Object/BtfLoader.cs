using System;
using BpfGen.Host;
using BpfGen.Interop;

namespace BpfGen.Btf;

/// <summary>Loads an object's BTF into the kernel.</summary>
internal static unsafe class BtfLoader
{
    /// <param name="btf">The BTF. If the kernel rejects it, the loader replaces newer kinds of types by older ones and tries again.</param>
    /// <param name="token">The BPF token of the load.</param>
    /// <returns>The loaded BTF, or the kernel's rejection if it rejects the BTF even after all newer kinds are replaced.</returns>
    public static LoadedBtf Load(ReadOnlySpan<byte> btf, BpfToken token)
    {
        if (TryLoad(btf, token) is { } types)
        {
            return new LoadedBtf(types, token);
        }

        var refusal = new BtfRejection(btf.ToArray(), Errno.Last);
        if (refusal.Errno != Errno.EINVAL)
        {
            return new LoadedBtf(null, token, refusal);
        }

        // The kernel may not support a BTF kind that these types use. The error does not name the kind, so replace the newest kinds first.
        byte[] older = [.. btf];
        var downgrade = new BtfDowngrade(older);
        for (var step = 0; step < BtfDowngrade.Steps; step++)
        {
            downgrade.Apply(step);
            if (TryLoad(older, token) is { } taken)
            {
                return new LoadedBtf(taken, token);
            }
        }

        return new LoadedBtf(null, token, refusal);
    }

    /// <summary>Loads BTF unchanged and without a log, because the kernel is faster without a log.</summary>
    public static FileDescriptor? TryLoad(ReadOnlySpan<byte> btf, BpfToken token = default)
    {
        fixed (byte* bytes = btf)
        {
            var attributes = new BtfLoadAttributes
            {
                Btf = (ulong)bytes,
                Size = (uint)btf.Length,
                Flags = token.Flag,
                TokenFd = token.Number,
            };
            var fd = Bpf.CallAgain(BpfCommand.BtfLoad, ref attributes);
            return fd < 0 ? null : new FileDescriptor(fd);
        }
    }

    /// <summary>Loads BTF unchanged, and reads the kernel's log.</summary>
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
                fd = Bpf.CallAgain(BpfCommand.BtfLoad, ref attributes);
            }
            while (fd < 0 && log.Grow());
        }

        text = log.Text;
        return fd < 0 ? null : new FileDescriptor(fd);
    }
}
