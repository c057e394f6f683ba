using System;
using BpfGen.Interop;

namespace BpfGen.Btf;

/// <summary>A loaded module of the kernel that has types of its own.</summary>
internal sealed class KernelModule(string name, FileDescriptor descriptor, BtfImage image, TypeTable types) : IDisposable
{
    public string Name { get; } = name;

    /// <summary>Its types, as the kernel takes them in a load.</summary>
    public FileDescriptor Descriptor { get; } = descriptor;

    public TypeTable Types { get; } = types;

    /// <summary>Its place in the array of a load; 0 while no call refers to it.</summary>
    public short Index { get; set; }

    public void Dispose()
    {
        image.Dispose();
        Descriptor.Dispose();
    }
}
