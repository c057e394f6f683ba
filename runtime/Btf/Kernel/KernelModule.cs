using System;
using BpfGen.Interop;

namespace BpfGen.Btf;

/// <summary>A loaded kernel module that has BTF.</summary>
internal sealed class KernelModule(string name, FileDescriptor descriptor, BtfImage image, TypeTable types) : IDisposable
{
    public string Name { get; } = name;

    /// <summary>The descriptor of the module's BTF, for loading programs.</summary>
    public FileDescriptor Descriptor { get; } = descriptor;

    public TypeTable Types { get; } = types;

    /// <summary>
    /// The index of the descriptor in the <c>fd_array</c> of a program load; 0 if no call of a kfunc refers to the module.
    /// </summary>
    public short Index { get; set; }

    public void Dispose()
    {
        image.Dispose();
        Descriptor.Dispose();
    }
}
