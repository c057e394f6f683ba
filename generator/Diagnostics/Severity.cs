namespace BpfGen.Generator.Diagnostics;

/// <summary>The effect of a finding on the build.</summary>
internal enum Severity
{
    /// <summary>Not shown. Editors offer a code fix at its place; another rule reports the mistake.</summary>
    Hidden,

    /// <summary>A hint. The build continues.</summary>
    Info,

    /// <summary>Probably a mistake. The build continues.</summary>
    Warning,

    /// <summary>The object cannot work. The build fails, and no configuration can turn the error off.</summary>
    Error,
}
