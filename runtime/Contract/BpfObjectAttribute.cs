using System;

namespace BpfGen;

/// <summary>
/// Binds a partial class to a compiled eBPF object. The generator adds <c>Load()</c> and a property for each map and program of the object.
/// </summary>
/// <remarks>
/// The object must be in the project's <c>AdditionalFiles</c>. The class keeps its name,
/// namespace and accessibility. Only the generator reads this attribute.
/// </remarks>
/// <param name="path">
/// The path of the object file, or the end of the path: <c>probe.o</c>, or <c>net/probe.o</c> if the project has two files called
/// <c>probe.o</c>. Both <c>/</c> and <c>\</c> separate folders.
/// </param>
/// <example>
/// <code>
/// [BpfObject("probe.o")]
/// internal sealed partial class Probe;
///
/// using var probe = Probe.Load();
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class BpfObjectAttribute(string path) : Attribute
{
    /// <summary>The path of the object file, or the end of the path.</summary>
    public string Path { get; } = path;
}
