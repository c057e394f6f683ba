using System.ComponentModel;
using BpfGen.Interop;
using BpfGen.Links;
using BpfGen.Programs;

namespace BpfGen.Loading;

/// <summary>The program that a handle is created from: loaded, or skipped.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct LoadedProgram
{
    internal LoadedProgram(FileDescriptor? descriptor, in ProgramDefinition definition)
    {
        Descriptor = descriptor;
        Definition = definition;
    }

    /// <summary>Null if the program was skipped, because the options or its section say so.</summary>
    internal FileDescriptor? Descriptor { get; }

    internal ProgramDefinition Definition { get; }

    /// <summary>The object that the program was loaded with; null if the program was opened by its pin or id.</summary>
    internal LoadedObject? Object { get; init; }

    /// <summary>The verifier's log; null if the load options did not ask for it.</summary>
    internal string? VerifierLog { get; init; }

    /// <summary>The table in which USDT programs look up their probes' arguments; null if the object has none.</summary>
    internal UsdtSpecs? UsdtSpecs { get; init; }
}
