namespace BpfGen.Generator.Model;

/// <summary>The claim of a class with <c>[BpfObject]</c> to an object.</summary>
/// <param name="Path">The path, or the end of a path, in the attribute.</param>
/// <param name="SourceDirectory">The folder of the source file that declares the class.</param>
/// <param name="Class">The class.</param>
internal sealed record HandleClaim(string Path, string SourceDirectory, HandleClass Class);
