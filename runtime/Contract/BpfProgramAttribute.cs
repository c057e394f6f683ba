using System;

namespace BpfGen;

/// <summary>
/// Changes a program of this class's eBPF object: states its type if its section name does not, renames its property, or leaves it out. For
/// a class without a partial declaration, the metadata <c>BpfPrograms</c> in the project file does the same.
/// </summary>
/// <param name="program">The program's name: the name of its function in the eBPF source.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class BpfProgramAttribute(string program) : Attribute
{
    /// <summary>The program's name: the name of its function in the eBPF source.</summary>
    public string Program { get; } = program;

    /// <summary>
    /// The section name that states the program's type and hook, such as <c>xdp</c> or <c>tracepoint/sched/sched_switch</c>. Null keeps the
    /// section name in the object.
    /// </summary>
    public string? Section { get; set; }

    /// <summary>The name of the program's property in this class. Null derives the name from the function's name.</summary>
    public string? Name { get; set; }

    /// <summary>Whether the program is left out: it has no property and is not loaded.</summary>
    public bool Skip { get; set; }
}
