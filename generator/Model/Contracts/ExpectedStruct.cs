using BpfGen.Generator.Collections;

namespace BpfGen.Generator.Model;

/// <summary>What a user's struct must look like to match the struct of the object. A code fix changes the struct accordingly.</summary>
/// <param name="Name">The full C# name of the user's struct.</param>
/// <param name="Struct">The fields that the struct must have.</param>
/// <param name="Types">The types of these fields.</param>
/// <param name="Retyped">The names of the user's fields that have another type than their members.</param>
internal sealed record ExpectedStruct(string Name, StructType Struct, ValueTypes Types, EquatableArray<string> Retyped);
