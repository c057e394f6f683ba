using BpfGen.Generator.Collections;
using BpfGen.Generator.Diagnostics;

namespace BpfGen.Generator.Model;

/// <summary>Something that a contract asks of an object.</summary>
/// <param name="Place">The attribute that says so; null where the project file does.</param>
internal abstract record Requirement(SourcePlace? Place);

/// <summary>The object must have a section of this name.</summary>
internal sealed record RequiredSection(SourcePlace? Place, string Section) : Requirement(Place);

/// <summary>The object must have a map of this name, type and sizes; <see cref="MapType.Unspecified"/> and -1 stand for any.</summary>
internal sealed record RequiredMap(SourcePlace? Place, string Map, MapType Type = MapType.Unspecified, int KeySize = -1, int ValueSize = -1) : Requirement(Place);

/// <summary>The object must have a program of this name.</summary>
internal sealed record RequiredProgram(SourcePlace? Place, string Program) : Requirement(Place);

/// <summary>A type of the object is wanted in C#.</summary>
internal sealed record RequestedType(SourcePlace? Place, string Type) : Requirement(Place);

/// <summary>A buffer carries records of this type.</summary>
internal sealed record RequestedRecord(SourcePlace? Place, string Map, string Type) : Requirement(Place);

/// <summary>A struct of the user's stands for one of the object's.</summary>
internal sealed record RequestedStruct(SourcePlace? Place, UserStruct Struct, EquatableArray<SourcePlace> Fields) : Requirement(Place);

/// <summary>A program in this section must refer to this map.</summary>
internal sealed record RequiredRelocation(SourcePlace? Place, string Section, string Map) : Requirement(Place);
