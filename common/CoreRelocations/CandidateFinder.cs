using System.Collections.Generic;
using BpfGen.Btf;

namespace BpfGen.CoreRelocations;

/// <summary>A type of the kernel or of a module that may match a type of an object.</summary>
/// <param name="Types">The types of the kernel, or of the module.</param>
/// <param name="Id">The id of the type.</param>
internal readonly record struct TypeCandidate(BtfTypeSource Types, uint Id);

/// <summary>Finds the types of the kernel that have the same name and kind as a type of the object file.</summary>
internal abstract class CandidateFinder
{
    /// <summary>Whether the BTF of a kernel is available.</summary>
    public abstract bool HasTypes { get; }

    /// <param name="local">The type in the object's BTF. It must have a name.</param>
    /// <returns>
    /// The matching types of the kernel; if the kernel has none, the matching types of its modules. Names are compared without their
    /// flavors (see <see cref="EssentialName"/>).
    /// </returns>
    public abstract IReadOnlyList<TypeCandidate> Find(in BtfTypeRecord local);
}
