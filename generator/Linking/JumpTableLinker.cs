using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Linking;

/// <summary>
/// Gathers the jump tables of one program. They are made anew for each program: their targets depend on where in it the function stands that jumps.
/// </summary>
internal sealed class JumpTableLinker(CodeFunction main, ProblemList problems)
{
    private readonly Dictionary<(ulong Offset, CodeFunction Function), int> _indexes = [];
    private readonly List<JumpTableModel> _tables = [];
    private readonly List<JumpTableReference> _references = [];

    public EquatableArray<JumpTableModel> Tables => _tables.ToEquatableArray();

    public EquatableArray<JumpTableReference> References => _references.ToEquatableArray();

    /// <param name="slot">The instruction that loads the table's address, from the start of the program.</param>
    /// <param name="table">The table.</param>
    /// <param name="function">The function that the instruction is in.</param>
    /// <param name="start">Where in the program that function begins.</param>
    public void Add(int slot, JumpTable table, CodeFunction function, int start)
    {
        if (!_indexes.TryGetValue((table.Offset, function), out var index))
        {
            index = _tables.Count;
            _indexes.Add((table.Offset, function), index);
            _tables.Add(new JumpTableModel(table.Name, table.Entries.Select(entry => Target(table, entry, function, start)).ToEquatableArray()));
        }

        _references.Add(new JumpTableReference(slot, index));
    }

    /// <summary>A target in another function is the verifier's to refuse: this program only, and only where it can jump there.</summary>
    private int Target(JumpTable table, ulong entry, CodeFunction function, int start)
    {
        var first = (ulong)function.Start;
        var target = entry < first ? ulong.MaxValue : ((entry - first) / Instruction.Size) + (ulong)start;
        if (entry % Instruction.Size == 0 && target < ProgramLinker.MostInstructions)
        {
            return (int)target;
        }

        problems.Add(
            Rules.BadProgram, Printable.Name(main.Name), Printable.Name(main.Section.Name), $"jump table {Printable.Name(table.Name)} of function {Printable.Name(function.Name)} leads to offset {entry} of section {Printable.Name(function.Section.Name)}, where no instruction of the program is");
        return 0;
    }
}
