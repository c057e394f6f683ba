namespace BpfGen.Generator.Model;

/// <summary>The project's settings for a program, which replace the object's settings.</summary>
/// <param name="Program">The name of the program's function.</param>
/// <param name="Section">The section name that determines the program's type; null to keep the section name of the object.</param>
/// <param name="Member">The name of the C# property; null to derive the name from the function's name.</param>
/// <param name="IsSkipped">Whether the generated class skips the program.</param>
internal sealed record ProgramRequest(string Program, string? Section, string? Member, bool IsSkipped);

/// <summary>The project's settings for a map.</summary>
/// <param name="Map">The map's name in the object.</param>
/// <param name="Member">The name of the C# property.</param>
internal sealed record MapRequest(string Map, string Member);
