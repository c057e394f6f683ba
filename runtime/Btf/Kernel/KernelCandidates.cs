using System;
using System.Collections.Generic;
using BpfGen.CoreRelocations;

namespace BpfGen.Btf;

/// <summary>The types of the kernel that may match a type of an object. One pass over the kernel's types finds all of them.</summary>
/// <param name="kernel">The kernel's types; null if there are none.</param>
internal sealed class KernelCandidates(KernelBtfIndex? kernel) : CandidateFinder, IDisposable
{
    private readonly Dictionary<uint, int> _indexes = [];
    private List<TypeCandidate>[] _found = [];

    public override bool HasTypes => kernel is not null;

    /// <param name="local">The types of the object.</param>
    /// <param name="roots">The ids of the types at which its relocations begin.</param>
    /// <exception cref="System.IO.InvalidDataException">The BTF of the kernel or of a module is damaged.</exception>
    public void Search(BtfTypeSource local, IEnumerable<uint> roots)
    {
        var wanted = new WantedTypes();
        foreach (var root in roots)
        {
            if (local.At(root) is { Id: not 0, Name: not 0 } type)
            {
                _indexes[root] = wanted.Add(type);
            }
        }

        _found = kernel?.FindAll(wanted) ?? [];
    }

    public override IReadOnlyList<TypeCandidate> Find(in BtfTypeRecord local) =>
        _indexes.TryGetValue(local.Id, out var index) && index < _found.Length ? _found[index] : [];

    public void Dispose() => kernel?.Dispose();
}
