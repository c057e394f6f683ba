using System;

namespace BpfGen;

/// <summary>Makes the build fail unless the eBPF object of this class has a program with this name.</summary>
/// <param name="program">The program's name: the name of its function in the eBPF source.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class RequiresProgramAttribute(string program) : Attribute
{
    /// <summary>The program's name.</summary>
    public string Program { get; } = program;
}
