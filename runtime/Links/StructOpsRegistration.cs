using System.Threading;
using BpfGen.Interop;

namespace BpfGen;

/// <summary>Functions that are registered with the kernel until this is disposed, whatever becomes of the process.</summary>
internal sealed unsafe class StructOpsRegistration(FileDescriptor map, string name) : BpfLink
{
    private FileDescriptor? _map = map;

    /// <summary>The functions, for messages.</summary>
    public override string ToString() => $"the functions of map '{name}'";

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref _map, null) is { } descriptor)
        {
            // This fails only where somebody else has taken them back.
            var key = 0u;
            _ = Bpf.Element(BpfCommand.MapDeleteElement, descriptor, &key, null);
            descriptor.Dispose();
        }
    }
}
