using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Linking;

/// <summary>Gathers the jump tables of one function: the object's say where in its section a jump leads to, the function's where in itself.</summary>
internal sealed class JumpTableLinker(CodeFunction function, ProblemList problems)
{
    private readonly Dictionary<ulong, int> _indexes = [];
    private readonly List<JumpTableModel> _tables = [];

    public EquatableArray<JumpTableModel> Tables => _tables.ToEquatableArray();

    /// <summary>The number that a table has among the function's.</summary>
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

    /// <summary>A target in another function is the verifier's to refuse: this program only, and only where it can jump there.</summary>
    private int Target(JumpTable table, ulong entry)
    {
        var first = (ulong)function.Start;
        var target = entry < first ? ulong.MaxValue : (entry - first) / Instruction.Size;
        if (entry % Instruction.Size == 0 && target < ProgramLinker.MostInstructions)
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
