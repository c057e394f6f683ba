using System;
using System.Collections.Generic;

namespace BpfGen.Loading;

/// <summary>Finds what a program is to be bound to, where that is known only at load.</summary>
internal abstract class TargetFinder
{
    /// <summary>Looks in the kernel, its modules, or the program that is given.</summary>
    public static TargetFinder OfKernel { get; } = new KernelTargetFinder();

    /// <param name="definition">The program, with its target.</param>
    /// <param name="objectName">The object's name, for messages.</param>
    /// <param name="held">Takes what has to stay open until the load is over.</param>
    /// <returns>What was found; it says so where nothing was.</returns>
    /// <exception cref="BpfException">The kernel does not say what there is.</exception>
    public abstract KernelReference Find(in ProgramDefinition definition, string objectName, List<IDisposable> held);
}
