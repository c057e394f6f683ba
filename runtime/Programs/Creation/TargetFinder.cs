using System;
using System.Collections.Generic;
using BpfGen.Loading;

namespace BpfGen.Programs;

/// <summary>Finds the function or tracepoint that a program is bound to, if the load options name it.</summary>
internal abstract class TargetFinder
{
    /// <param name="definition">The program, with its target.</param>
    /// <param name="objectName">The object's name, for messages.</param>
    /// <param name="btf">The kernel's types in the load options; null for those of the running kernel.</param>
    /// <param name="held">Receives the file descriptors that must stay open until the load ends.</param>
    /// <returns>The target. If it was not found, <see cref="KernelReference.Absence"/> says why.</returns>
    /// <exception cref="BpfException">The kernel's types cannot be read.</exception>
    public abstract KernelReference Find(ProgramDefinition definition, string objectName, KernelBtf? btf, List<IDisposable> held);
}
