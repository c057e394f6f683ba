namespace BpfGen.Parity;

/// <summary>What came of one program of one object.</summary>
/// <param name="File">The object's file name.</param>
/// <param name="Program">The program's name in the object.</param>
/// <param name="IsSuccess">Whether the kernel took it.</param>
/// <param name="Instructions">How many instructions the verifier went through; 0 where it never saw the program.</param>
internal sealed record Verdict(string File, string Program, bool IsSuccess, long Instructions)
{
    /// <summary>Where on the road it failed, or null.</summary>
    public Stage? Stage { get; init; }

    /// <summary>Why it failed, in words.</summary>
    public string Reason { get; init; } = "";

    public string Word => IsSuccess ? "success" : "failure";
}

/// <summary>The stretches of the road from an object to a loaded program.</summary>
internal enum Stage
{
    /// <summary>The file is read and linked.</summary>
    Open,

    /// <summary>The generator checks it and writes code.</summary>
    Generate,

    /// <summary>The code is compiled.</summary>
    Compile,

    /// <summary>The kernel is told the object's types.</summary>
    Btf,

    /// <summary>What the object takes from the kernel is looked up there.</summary>
    Extern,

    /// <summary>The maps are created.</summary>
    Map,

    /// <summary>The verifier goes through the program.</summary>
    Verifier,

    /// <summary>The kernel takes the program.</summary>
    Load,
}
