using BpfGen.Generator.Collections;
using BpfGen.Generator.Diagnostics;

namespace BpfGen.Generator.Model;

/// <summary>A requirement or request of the project for an object.</summary>
/// <param name="Place">The place of the attribute that contains the requirement; null if the requirement is in the project file.</param>
internal abstract record Requirement(SourcePlace? Place);

/// <summary>Requires a section of this name.</summary>
internal sealed record RequiredSection(SourcePlace? Place, string Section) : Requirement(Place);

/// <summary>
/// Requires a map of this name, type and sizes. The type <see cref="MapType.Unspecified"/> matches any type, and the size -1 any size.
/// </summary>
internal sealed record RequiredMap(
    SourcePlace? Place, string Map, MapType Type = MapType.Unspecified, int KeySize = -1, int ValueSize = -1) : Requirement(Place);

/// <summary>Requires a program of this name.</summary>
internal sealed record RequiredProgram(SourcePlace? Place, string Program) : Requirement(Place);

/// <summary>Requests the C# equivalent of a type of the object.</summary>
internal sealed record RequestedType(SourcePlace? Place, string Type) : Requirement(Place);

/// <summary>Declares the type of the records in a buffer.</summary>
internal sealed record RequestedRecord(SourcePlace? Place, string Map, string Type) : Requirement(Place);

/// <summary>Changes the settings of a program.</summary>
internal sealed record RequestedProgram(SourcePlace? Place, ProgramRequest Request) : Requirement(Place);

/// <summary>Changes the settings of a map.</summary>
internal sealed record RequestedMap(SourcePlace? Place, MapRequest Request) : Requirement(Place);

/// <summary>Declares that a user's struct replaces a struct of the object.</summary>
internal sealed record RequestedStruct(SourcePlace? Place, UserStruct Struct, EquatableArray<SourcePlace> Fields) : Requirement(Place);

/// <summary>Requires that a program in this section refers to this map.</summary>
internal sealed record RequiredRelocation(SourcePlace? Place, string Section, string Map) : Requirement(Place);
