using BpfGen.Interop;

namespace BpfGen.Btf;

/// <summary>Reads types that someone has loaded, by their id.</summary>
internal static class BtfById
{
    /// <returns>The types, or null where the kernel refuses to give them; <see cref="Errno.Last"/> says why.</returns>
    public static byte[]? Read(uint id)
    {
        var attributes = new ObjectIdAttributes { Id = id };
        var fd = Bpf.Call(BpfCommand.BtfGetFdById, ref attributes);
        if (fd < 0)
        {
            return null;
        }

        using var descriptor = new FileDescriptor(fd);
        return BtfReadback.Read(descriptor);
    }
}
