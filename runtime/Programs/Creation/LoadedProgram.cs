using System.ComponentModel;
using BpfGen.Interop;
using BpfGen.Links;

namespace BpfGen.Loading;

/// <summary>A program that has been loaded, or could be: what a handle is made of.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct LoadedProgram
{
    internal LoadedProgram(FileDescriptor? descriptor, in ProgramDefinition definition)
    {
        Descriptor = descriptor;
        Definition = definition;
    }

    /// <summary>Null where it is not loaded because the options, or its section, say so.</summary>
    internal FileDescriptor? Descriptor { get; }

    internal ProgramDefinition Definition { get; }

    /// <summary>Where programs on USDT probes look up arguments; null where the object's programs do not.</summary>
    internal UsdtSpecs? UsdtSpecs { get; init; }
}
