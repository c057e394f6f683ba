namespace BpfGen.Generator.Model;

/// <summary>A class's claim to an object.</summary>
/// <param name="Path">The path, or the end of it, that <c>[BpfObject]</c> gives.</param>
/// <param name="SourceDirectory">The folder of the file that the class is declared in.</param>
/// <param name="Class">The class.</param>
internal sealed record HandleClaim(string Path, string SourceDirectory, HandleClass Class);
