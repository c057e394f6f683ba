using System.Collections.Generic;
using BpfGen.Btf;

namespace BpfGen.CoreRelocations;

/// <summary>A type of the kernel or of a module that may stand for a type of an object.</summary>
/// <param name="Types">The types of the kernel, or of the module.</param>
/// <param name="Id">The id of the type.</param>
internal readonly record struct TypeCandidate(BtfTypeSource Types, uint Id);

/// <summary>Finds the types of the kernel that have the name and kind of a type of the object.</summary>
internal abstract class CandidateFinder
{
    /// <summary>Whether there are types of a kernel at all.</summary>
    public abstract bool HasTypes { get; }

    /// <param name="local">The type of the object. It has a name.</param>
    /// <returns>
    /// The types of the kernel; those of modules if the kernel has none. Names are compared without their flavors (see
    /// <see cref="EssentialName"/>).
    /// </returns>
    public abstract IReadOnlyList<TypeCandidate> Find(in BtfTypeRecord local);
}
