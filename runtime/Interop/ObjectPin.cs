using System.Text;

namespace BpfGen.Interop;

/// <summary>Names in the BPF file system.</summary>
internal static unsafe class ObjectPin
{
    /// <summary>Gives a map, program or link a name.</summary>
    /// <returns>0, or the error number.</returns>
    public static int Create(FileDescriptor descriptor, string path)
    {
        using var lease = descriptor.Use();
        fixed (byte* text = ZeroTerminated(path))
        {
            var attributes = new PinAttributes { Path = (ulong)text, Fd = lease.Number };
            return Bpf.Call(BpfCommand.ObjectPin, ref attributes) < 0 ? Errno.Last : 0;
        }
    }

    /// <returns>What has this name, or null where there is none that may be opened; <see cref="Errno.Last"/> says why.</returns>
    public static FileDescriptor? Open(string path)
    {
        fixed (byte* text = ZeroTerminated(path))
        {
            var attributes = new PinAttributes { Path = (ulong)text };
            var fd = Bpf.Call(BpfCommand.ObjectGet, ref attributes);
            return fd < 0 ? null : new FileDescriptor(fd);
        }
    }

    /// <summary>A text as the kernel reads it.</summary>
    public static byte[] ZeroTerminated(string text) => Encoding.UTF8.GetBytes(text + '\0');
}
