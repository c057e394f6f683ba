namespace BpfGen.Generator.Model;

/// <summary>The claim of a class to an object: the class has <c>[BpfObject]</c>, and the attribute contains the object's path.</summary>
/// <param name="Path">The path, or the end of a path, in the attribute.</param>
/// <param name="SourceDirectory">The folder of the source file that declares the class.</param>
/// <param name="Class">The class.</param>
internal sealed record HandleClaim(string Path, string SourceDirectory, HandleClass Class);
