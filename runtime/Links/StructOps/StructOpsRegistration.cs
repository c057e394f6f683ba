using BpfGen.Interop;

namespace BpfGen.Links;

/// <summary>
/// A registration of functions without a link. The registration lasts until it is disposed, even if the process ends before.
/// </summary>
internal sealed unsafe class StructOpsRegistration(FileDescriptor map, string name) : DetachableLink
{
    /// <summary>The functions' map, for messages.</summary>
    public override string ToString() => $"the functions of map '{name}'";

    /// <inheritdoc/>
    private protected override void Detach()
    {
        // The result is ignored: this fails only if the functions are unregistered already.
        var key = 0u;
        _ = Bpf.Element(BpfCommand.MapDeleteElement, map, &key, null);
        map.Dispose();
    }
}
