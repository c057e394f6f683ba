namespace BpfGen.Generator.Diagnostics;

/// <summary>How much a finding matters to the build.</summary>
internal enum Severity
{
    /// <summary>Worth knowing; the build goes on.</summary>
    Info,

    /// <summary>Probably a mistake; the build goes on.</summary>
    Warning,

    /// <summary>The program could not work: the build fails, and no configuration can turn it off.</summary>
    Error,
}
