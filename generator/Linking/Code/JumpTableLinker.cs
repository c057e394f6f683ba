using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Linking;

/// <summary>
/// Collects the jump tables of a function. Converts their targets from offsets in the section to instruction indexes in the function.
/// </summary>
internal sealed class JumpTableLinker(CodeFunction function, ProblemList problems)
{
    private readonly Dictionary<ulong, int> _indexes = [];
    private readonly List<JumpTableModel> _tables = [];

    public EquatableArray<JumpTableModel> Tables => _tables.ToEquatableArray();

    /// <summary>Gets the index of a table among the function's tables.</summary>
    public int IndexOf(JumpTable table)
    {
        if (!_indexes.TryGetValue(table.Offset, out var index))
        {
            index = _tables.Count;
            _indexes.Add(table.Offset, index);
            _tables.Add(new JumpTableModel(table.Name, table.Entries.Select(entry => Target(table, entry)).ToEquatableArray()));
        }

        return index;
    }

    /// <summary>
    /// Converts a target. A target in another function is not reported here: the verifier rejects the program if it can jump to this
    /// target.
    /// </summary>
    private int Target(JumpTable table, ulong entry)
    {
        var first = (ulong)function.Start;
        var target = entry < first ? ulong.MaxValue : (entry - first) / Instruction.Size;
        if (entry % Instruction.Size == 0 && target < ProgramLinker.MaxInstructions)
        {
            return (int)target;
        }

        problems.Add(
            Rules.BadProgram,
            Printable.Name(function.Name),
            Printable.Name(function.Section.Name),
            $"its jump table {Printable.Name(table.Name)} leads to offset {entry} of the section, which is not an instruction of the "
            + "function. Compile the object again");
        return 0;
    }
}
