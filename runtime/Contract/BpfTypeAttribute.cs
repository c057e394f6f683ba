using System;

namespace BpfGen;

/// <summary>
/// Generates a C# type for a type of the object, in the nested class <c>Types</c>. The types of keys, values and variables are generated
/// without this attribute.
/// </summary>
/// <param name="type">The name of the type in the eBPF source, such as <c>struct event</c>, <c>enum kind</c> or <c>event</c>.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class BpfTypeAttribute(string type) : Attribute
{
    /// <summary>The name of the type.</summary>
    public string Type { get; } = type;
}
