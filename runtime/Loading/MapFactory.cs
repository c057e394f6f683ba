using BpfGen.Interop;

namespace BpfGen.Loading;

/// <summary>Creates maps.</summary>
internal static class MapFactory
{
    public static FileDescriptor Create(in MapDefinition definition, FileDescriptor? inner, string objectName)
    {
        var attributes = new MapCreateAttributes
        {
            Type = (uint)definition.Type,
            KeySize = definition.KeySize,
            ValueSize = definition.ValueSize,
            MaxEntries = definition.MaxEntries,
            Flags = definition.Flags,
            NumaNode = definition.NumaNode,
            Extra = definition.Extra,
            Name = ObjectName.Of(definition.Name),
        };

        int fd;
        if (inner is null)
        {
            fd = Bpf.Call(BpfCommand.MapCreate, ref attributes);
        }
        else
        {
            using var lease = inner.Use();
            attributes.InnerMapFd = lease.Number;
            fd = Bpf.Call(BpfCommand.MapCreate, ref attributes);
        }

        if (fd < 0)
        {
            var errno = Errno.Last;
            throw new BpfException("BPF_MAP_CREATE", errno, Describe(definition, objectName), Hints.ForMap(errno, definition.Type));
        }

        return new FileDescriptor(fd);
    }

    public static string Describe(in MapDefinition definition, string objectName) => $"map '{definition.Name}' ({definition.Type}) of {objectName}";
}
