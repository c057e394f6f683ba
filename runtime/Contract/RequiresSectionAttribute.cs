using System;

namespace BpfGen;

/// <summary>Makes the build fail unless the eBPF object of this class has a section with this name.</summary>
/// <param name="section">The section's name, as <c>SEC("…")</c> spells it.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class RequiresSectionAttribute(string section) : Attribute
{
    /// <summary>The section's name.</summary>
    public string Section { get; } = section;
}
