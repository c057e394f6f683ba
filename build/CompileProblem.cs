using System;

namespace BpfGen.Build;

/// <summary>The exception for a mistake in the project, or a missing compiler. The build reports it as an error of BpfGen.</summary>
internal sealed class CompileProblem(string code, string message) : Exception(message)
{
    /// <summary>The id of the diagnostic.</summary>
    public string Code { get; } = code;
}
