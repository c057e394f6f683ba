using BpfGen.Generator.Collections;

namespace BpfGen.Generator.Model;

/// <summary>The project's requirements for an object.</summary>
/// <param name="ObjectPath">The object's path.</param>
/// <param name="License">The license that replaces the object's own, or null.</param>
/// <param name="Requirements">The requirements.</param>
internal sealed record Contract(string ObjectPath, string? License, EquatableArray<Requirement> Requirements);
