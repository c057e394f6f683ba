using BpfGen.Interop;

namespace BpfGen.Links;

/// <summary>Functions that are registered with the kernel until this is disposed, whatever becomes of the process.</summary>
internal sealed unsafe class StructOpsRegistration(FileDescriptor map, string name) : DetachableLink
{
    /// <summary>The functions, for messages.</summary>
    public override string ToString() => $"the functions of map '{name}'";

    /// <inheritdoc/>
    private protected override void Detach()
    {
        // This fails only where somebody else has taken them back.
        var key = 0u;
        _ = Bpf.Element(BpfCommand.MapDeleteElement, map, &key, null);
        map.Dispose();
    }
}
