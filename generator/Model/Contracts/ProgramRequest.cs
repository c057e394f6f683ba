namespace BpfGen.Generator.Model;

/// <summary>A statement of the project about a program, which replaces a statement of the object.</summary>
/// <param name="Program">The name of the program's function.</param>
/// <param name="Section">The section name that states the program's type; null for the name in the object.</param>
/// <param name="Member">The name of the C# property; null for the name that follows from the function.</param>
/// <param name="IsSkipped">Whether the program is left out of the generated class.</param>
internal sealed record ProgramRequest(string Program, string? Section, string? Member, bool IsSkipped);

/// <summary>A statement of the project about a map.</summary>
/// <param name="Map">The map's name in the object.</param>
/// <param name="Member">The name of the C# property.</param>
internal sealed record MapRequest(string Map, string Member);
