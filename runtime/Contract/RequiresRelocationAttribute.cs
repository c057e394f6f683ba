using System;

namespace BpfGen;

/// <summary>Makes the build fail unless a program in this section of the eBPF object refers to this map.</summary>
/// <param name="section">The name of the section that holds the program.</param>
/// <param name="map">The name of the map that the program must refer to.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class RequiresRelocationAttribute(string section, string map) : Attribute
{
    /// <summary>The name of the section that holds the program.</summary>
    public string Section { get; } = section;

    /// <summary>The name of the map that the program must refer to.</summary>
    public string Map { get; } = map;
}
