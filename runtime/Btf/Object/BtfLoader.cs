using System;
using BpfGen.Interop;

namespace BpfGen.Btf;

/// <summary>Loads an object's BTF into the kernel.</summary>
internal static unsafe class BtfLoader
{
    /// <param name="btf">The BTF. If the kernel rejects it, the loader replaces newer kinds of types by older ones and tries again.</param>
    /// <param name="token">The BPF token that permits the load; null for none.</param>
    /// <returns>The loaded BTF, or the kernel's rejection if it rejects the BTF even after all newer kinds are replaced.</returns>
    public static LoadedBtf Load(byte[] btf, FileDescriptor? token = null) => Find(btf, token) with { Token = token };

    private static LoadedBtf Find(byte[] btf, FileDescriptor? token)
    {
        if (TryLoad(btf, token) is { } types)
        {
            return new LoadedBtf(types);
        }

        var refusal = new BtfRejection(btf, Errno.Last);
        if (refusal.Errno != Errno.EINVAL)
        {
            return new LoadedBtf(null, refusal);
        }

        // The kernel may not support a BTF kind that these types use. The error does not name the kind, so replace the newest kinds first.
        byte[] older = [.. btf];
        var downgrade = new BtfDowngrade(older);
        for (var step = 0; step < BtfDowngrade.Steps; step++)
        {
            downgrade.Apply(step);
            if (TryLoad(older, token) is { } taken)
            {
                return new LoadedBtf(taken);
            }
        }

        return new LoadedBtf(null, refusal);
    }

    /// <summary>Loads BTF unchanged and without a log, because the kernel is faster without a log.</summary>
    public static FileDescriptor? TryLoad(ReadOnlySpan<byte> btf, FileDescriptor? token = null)
    {
        fixed (byte* bytes = btf)
        {
            var attributes = new BtfLoadAttributes { Btf = (ulong)bytes, Size = (uint)btf.Length };
            if (token is not null)
            {
                // No other thread can close the token's descriptor, because the loader keeps the token open until the load ends.
                attributes.Flags = Bpf.FlagToken;
                attributes.TokenFd = (int)token.DangerousGetHandle();
            }

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
