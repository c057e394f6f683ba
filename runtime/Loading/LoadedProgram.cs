using System.ComponentModel;
using BpfGen.Interop;

namespace BpfGen.Loading;

/// <summary>A program that has been loaded: what a handle is made of.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct LoadedProgram
{
    internal LoadedProgram(FileDescriptor descriptor, in ProgramDefinition definition)
    {
        Descriptor = descriptor;
        Definition = definition;
    }

    internal FileDescriptor Descriptor { get; }

    internal ProgramDefinition Definition { get; }
}
