using System.Text;

namespace BpfGen.Interop;

/// <summary>Pins maps, programs and links to paths in a BPF file system, and opens them by their pins.</summary>
internal static unsafe class ObjectPin
{
    /// <summary>Pins a map, program or link.</summary>
    /// <returns>0 or the error number.</returns>
    public static int Create(FileDescriptor descriptor, string path)
    {
        using var lease = descriptor.Use();
        fixed (byte* text = ZeroTerminated(path))
        {
            var attributes = new PinAttributes { Path = (ulong)text, Fd = lease.Number };
            return Bpf.Call(BpfCommand.ObjectPin, ref attributes) < 0 ? Errno.Last : 0;
        }
    }

    /// <returns>The pinned object, or null if the kernel rejected the call; then <see cref="Errno.Last"/> has the reason.</returns>
    public static FileDescriptor? Open(string path)
    {
        fixed (byte* text = ZeroTerminated(path))
        {
            var attributes = new PinAttributes { Path = (ulong)text };
            var fd = Bpf.Call(BpfCommand.ObjectGet, ref attributes);
            return fd < 0 ? null : new FileDescriptor(fd);
        }
    }

    /// <summary>Encodes a string as UTF-8 with a zero byte at the end.</summary>
    public static byte[] ZeroTerminated(string text) => Encoding.UTF8.GetBytes(text + '\0');
}
