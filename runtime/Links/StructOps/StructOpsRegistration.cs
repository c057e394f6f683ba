using BpfGen.Interop;

namespace BpfGen.Links;

/// <summary>
/// A registration of a struct_ops map's functions without a link object in the kernel. The functions stay registered until this object is
/// disposed; if the process ends first, they stay registered.
/// </summary>
internal sealed unsafe class StructOpsRegistration(FileDescriptor map, string name) : DetachableLink
{
    /// <summary>The functions and their map, for messages.</summary>
    public override string ToString() => $"the functions of map '{name}'";

    /// <inheritdoc/>
    private protected override void Detach()
    {
        // Ignore the result: this call fails only if the functions are already unregistered, or if the process has lost the capability.
        using (map)
        {
            var key = 0u;
            var attributes = new MapElementAttributes { MapFd = (int)map.DangerousGetHandle(), Key = (ulong)&key };
            _ = Bpf.Release(BpfCommand.MapDeleteElement, ref attributes);
        }
    }
}
