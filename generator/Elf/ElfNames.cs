using System.Collections.Generic;

namespace BpfGen.Generator.Elf;

/// <summary>
/// The names in a string table. A name is decoded only once, even if many sections or symbols have it: in a malformed file, one long name
/// can be the name of all of them.
/// </summary>
internal sealed class ElfNames(ElfSection table)
{
    private readonly Dictionary<uint, string> _names = [];

    /// <returns>False if the name starts outside the table, or if it has no terminating zero.</returns>
    public bool TryRead(uint offset, out string name)
    {
        if (_names.TryGetValue(offset, out name))
        {
            table.Image.Effort.SpendName(name);
            return true;
        }

        if (!ElfStrings.TryRead(table, offset, out name))
        {
            return false;
        }

        _names.Add(offset, name);
        return true;
    }
}
