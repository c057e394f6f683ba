using System.Collections.Generic;

namespace BpfGen.Build;

/// <summary>The result of a compilation.</summary>
/// <param name="Job">The compilation.</param>
/// <param name="IsCompiled">Whether the object exists and is up to date.</param>
/// <param name="HasRun">Whether the compiler ran. It does not run if the object was already up to date.</param>
/// <param name="Messages">The messages of the compiler.</param>
/// <param name="Raw">The output of the compiler, in lines.</param>
/// <param name="Sources">The source and the headers; empty if they are not known.</param>
internal sealed record JobResult(
    CompileJob Job,
    bool IsCompiled,
    bool HasRun,
    IReadOnlyList<CompilerMessage> Messages,
    IReadOnlyList<string> Raw,
    IReadOnlyList<string> Sources);
