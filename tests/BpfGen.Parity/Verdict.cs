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
    /// <summary>Reading and linking the file.</summary>
    Open,

    /// <summary>Checking the object and generating code.</summary>
    Generate,

    /// <summary>Compiling the generated code.</summary>
    Compile,

    /// <summary>Loading the BTF of the object into the kernel.</summary>
    Btf,

    /// <summary>Finding the kernel symbols that the object refers to.</summary>
    Extern,

    /// <summary>Creating the maps.</summary>
    Map,

    /// <summary>Verifying the program.</summary>
    Verifier,

    /// <summary>Loading the program into the kernel.</summary>
    Load,
}
