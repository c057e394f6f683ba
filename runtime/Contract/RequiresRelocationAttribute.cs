using System;

namespace BpfGen;

/// <summary>Makes the build fail unless a program in this section of the eBPF object uses this map.</summary>
/// <param name="section">The name of the program's section, as <c>SEC("…")</c> spells it.</param>
/// <param name="map">The name of the map that the program must use.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class RequiresRelocationAttribute(string section, string map) : Attribute
{
    /// <summary>The name of the program's section.</summary>
    public string Section { get; } = section;

    /// <summary>The name of the map that the program must use.</summary>
    public string Map { get; } = map;
}
