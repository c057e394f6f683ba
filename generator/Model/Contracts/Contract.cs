using BpfGen.Generator.Collections;

namespace BpfGen.Generator.Model;

/// <summary>What the project asks of an object.</summary>
/// <param name="ObjectPath">The object.</param>
/// <param name="License">The licence in place of the object's own, or null.</param>
/// <param name="Requirements">What it must have.</param>
internal sealed record Contract(string ObjectPath, string? License, EquatableArray<Requirement> Requirements);
