using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Elf;

namespace BpfGen.Generator.Linking;

/// <summary>Assigns the relocations of a section to the variables that contain them.</summary>
/// <param name="relocations">The relocations, ordered by offset.</param>
/// <param name="effort">Limits the work of reading the object.</param>
internal sealed class RelocationRanges(IEnumerable<ElfRelocation> relocations, Effort effort)
{
    private readonly List<ElfRelocation> _all = [.. relocations];
    private readonly HashSet<int> _taken = [];

    /// <summary>The relocations that no range has taken.</summary>
    public IEnumerable<ElfRelocation> Rest => _all.Where((_, i) => !_taken.Contains(i));

    /// <summary>Takes the relocations of a range that no other range has taken.</summary>
    public List<ElfRelocation> Take(ulong start, ulong size)
    {
        var (low, high) = (0, _all.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _all[middle].Offset < start ? (middle + 1, high) : (low, middle);
        }

        var taken = new List<ElfRelocation>();
        for (var i = low; i < _all.Count && _all[i].Offset - start < size; i++)
        {
            // Count each visit: in a malformed object, ranges can overlap and contain the same relocation.
            effort.Spend();
            if (_taken.Add(i))
            {
                taken.Add(_all[i]);
            }
        }

        return taken;
    }
}
