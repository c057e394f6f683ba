namespace BpfGen.Parity;

/// <summary>The result of loading one program of one object.</summary>
/// <param name="File">The object's file name.</param>
/// <param name="Program">The program's name in the object.</param>
/// <param name="IsSuccess">Whether the kernel loaded the program.</param>
/// <param name="Instructions">The number of instructions that the verifier processed; 0 if the verifier did not run.</param>
internal sealed record Verdict(string File, string Program, bool IsSuccess, long Instructions)
{
    public const string BuildSucceeds = "ok";

    /// <summary>The stage that failed; null if the program was loaded, or if the stage is unknown.</summary>
    public Stage? Stage { get; init; }

    /// <summary>
    /// The result of a build of a project with the object: <see cref="BuildSucceeds"/>, or the ids of the errors that stop it. Empty if it
    /// is unknown, because the object crashed the process or exceeded the time limit.
    /// </summary>
    public string Build { get; init; } = "";

    /// <summary>The reason of the failure, as text.</summary>
    public string Reason { get; init; } = "";

    public string Word => IsSuccess ? "success" : "failure";
}

/// <summary>The stages from an object file to a loaded program.</summary>
internal enum Stage
{
    /// <summary>The stage that reads and links the object file.</summary>
    Open,

    /// <summary>The stage that checks the object and generates the C# code.</summary>
    Generate,

    /// <summary>The stage that compiles the generated code.</summary>
    Compile,

    /// <summary>The stage that loads the BTF of the object into the kernel.</summary>
    Btf,

    /// <summary>The stage that finds the kernel symbols to which the object refers.</summary>
    Extern,

    /// <summary>The stage that creates the maps.</summary>
    Map,

    /// <summary>The stage in which the kernel verifies the program.</summary>
    Verifier,

    /// <summary>The stage that loads the program into the kernel.</summary>
    Load,
}
