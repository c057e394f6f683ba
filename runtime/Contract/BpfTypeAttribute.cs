using System;

namespace BpfGen;

/// <summary>Makes a C# type of one of the object's, in the class <c>Types</c> of this one, whether or not its maps and variables reach it.</summary>
/// <param name="type">The type's name in the eBPF source: <c>struct event</c>, <c>enum kind</c>, or <c>event</c>.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class BpfTypeAttribute(string type) : Attribute
{
    /// <summary>The type's name.</summary>
    public string Type { get; } = type;
}
