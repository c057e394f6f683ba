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
    public int IndexOf(JumpTableUse use)
    {
        if (!_indexes.TryGetValue(use.Table.Value, out var index))
        {
            var table = JumpTableReader.Read(use.Section, use.Table);
            index = _tables.Count;
            use.Section.Image.Effort.Spend(4 * table.Entries.Count);
            _indexes.Add(table.Offset, index);
            _tables.Add(new JumpTableModel(table.Name, table.Entries.Select(entry => Target(table, entry)).ToEquatableArray()));
        }

        return index;
    }

    /// <summary>
    /// Converts a target to an instruction index. A target in another function is not reported here, because the verifier rejects a program
    /// that can jump to it.
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
