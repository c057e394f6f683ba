using System;

namespace BpfGen;

/// <summary>
/// Makes a partial class the handle of a compiled eBPF object: the generator adds the object's maps, programs and <c>Load()</c> to it.
/// </summary>
/// <remarks>
/// The object must be one of the project's <c>AdditionalFiles</c>. The class keeps its own name, namespace and accessibility.
/// Nothing reads this attribute at run time.
/// </remarks>
/// <param name="path">
/// The object's path, or the end of it: <c>probe.o</c>, or <c>net/probe.o</c> where two objects are called <c>probe.o</c>.
/// Both <c>/</c> and <c>\</c> separate folders.
/// </param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class BpfObjectAttribute(string path) : Attribute
{
    /// <summary>The object's path, or the end of it.</summary>
    public string Path { get; } = path;
}
