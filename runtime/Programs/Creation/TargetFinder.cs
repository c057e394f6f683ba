using System;
using System.Collections.Generic;
using BpfGen.Loading;

namespace BpfGen.Programs;

/// <summary>Finds what a program is to be bound to, where that is known only at load.</summary>
internal abstract class TargetFinder
{
    /// <param name="definition">The program, with its target.</param>
    /// <param name="objectName">The object's name, for messages.</param>
    /// <param name="held">Takes what has to stay open until the load is over.</param>
    /// <returns>What was found; it says so where nothing was.</returns>
    /// <exception cref="BpfException">The kernel does not say what there is.</exception>
    public abstract KernelReference Find(in ProgramDefinition definition, string objectName, List<IDisposable> held);
}
