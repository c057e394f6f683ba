using System.ComponentModel;
using BpfGen.Interop;
using BpfGen.Links;
using BpfGen.Programs;

namespace BpfGen.Loading;

/// <summary>A loaded or skipped program, from which a handle is created.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct LoadedProgram
{
    internal LoadedProgram(FileDescriptor? descriptor, ProgramDefinition definition)
    {
        Descriptor = descriptor;
        Definition = definition;
    }

    /// <summary>The program's file descriptor; null if the load options or the program's section skip the program.</summary>
    internal FileDescriptor? Descriptor { get; }

    internal ProgramDefinition Definition { get; }

    /// <summary>The object that the program was loaded with; null if the program was opened by its pin or id.</summary>
    internal LoadedObject? Object { get; init; }

    /// <summary>The reason why an optional program was left out; null if the program was not left out.</summary>
    internal BpfException? Failure { get; init; }

    /// <summary>The verifier's log; null if the load options did not ask for it.</summary>
    internal string? VerifierLog { get; init; }

    /// <summary>The maps in which USDT programs look up the arguments of their probes; null if the object has no such maps.</summary>
    internal UsdtSpecs? UsdtSpecs { get; init; }
}
