using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Model;
using BpfGen.Wire;

namespace BpfGen.Generator.Emission;

/// <summary>
/// Writes the object's functions, one after another, and their tables. The instruction indexes in the tables count from the start of the
/// first function. The tables have the same order as the functions, so the index of a function's first instruction is enough to find the
/// function's entries.
/// </summary>
internal sealed class CodeEmitter
{
    private const int TargetsPerLine = 16;

    private static readonly (RelocationKind Kind, string Text)[] Kinds =
    [
        (RelocationKind.MapDescriptor, "a map's file descriptor"),
        (RelocationKind.MapValue, "an address in a map's value"),
        (RelocationKind.KernelAddress, "the address of a kernel symbol"),
        (RelocationKind.KernelCall, "a kernel function"),
        (RelocationKind.JumpTable, "a jump table"),
        (RelocationKind.Function, "the distance to a function"),
        (RelocationKind.Constant, "a load constant"),
    ];

    private readonly CodeWriter _writer;
    private readonly ObjectModel _model;
    private readonly RecordPacker _lines;
    private readonly RecordPacker _core;

    /// <summary>Every function, its first instruction, and the index of its first jump table entry.</summary>
    private readonly List<(FunctionModel Function, int Start, int Tables)> _functions = [];

    public CodeEmitter(CodeWriter writer, ObjectModel model)
    {
        _writer = writer;
        _model = model;
        _lines = new RecordPacker(model.IsLittleEndian);
        _core = new RecordPacker(model.IsLittleEndian);
        var (start, tables) = (0, 0);
        foreach (var function in model.Functions)
        {
            _functions.Add((function, start, tables));
            _lines.Add(function.Information.Lines, (uint)start);
            _core.Add(function.Information.CoreRelocations, (uint)start * sizeof(ulong));
            start += function.Instructions.Count;
            tables += function.JumpTables.Sum(table => 1 + table.Targets.Count);
        }
    }

    /// <summary>The writer that receives the code.</summary>
    public CodeWriter Writer => _writer;

    /// <summary>Whether a function has CO-RE relocations.</summary>
    public bool HasCoreRelocations => !_core.IsEmpty;

    /// <summary>The values of the CO-RE relocations on the kernels whose values the project embeds; null for none.</summary>
    public EmbeddedValues? KernelValues { get; init; }

    private bool HasJumpTables => _functions.Exists(function => function.Function.JumpTables.Count > 0);

    /// <summary>Writes the local variable of <c>Load()</c> that holds the unpacked code.</summary>
    public void WriteLocal()
    {
        List<string> arguments =
        [
            "ProgramCode.Instructions",
            "ProgramCode.Functions",
            "ProgramCode.Relocations",
        ];
        arguments.AddRange(_lines.IsEmpty ? [] : ["lines: ProgramCode.Lines"]);
        arguments.AddRange(_core.IsEmpty ? [] : ["coreRelocations: ProgramCode.CoreRelocations"]);
        arguments.AddRange(HasJumpTables ? ["jumpTables: ProgramCode.JumpTables"] : []);
        _writer.Arguments("var code = loader.UnpackCode", arguments, ";");
    }

    /// <summary>Writes the class <c>ProgramCode</c>.</summary>
    public void WriteCode()
    {
        if (_functions.Count == 0)
        {
            return;
        }

        // Disable nullable analysis for the tables, because it would take most of their compile time.
        _writer.Line();
        _writer.Line("// Only numbers follow. Without nullable analysis, the compiler reads them much faster.");
        _writer.Line("#nullable disable");
        _writer.Line();
        _writer.Line("/// <summary>The functions that the programs consist of, one after another.</summary>");
        _writer.Open("private static class ProgramCode");
        WriteInstructions();
        WriteFunctions();
        WriteRelocations();
        WritePacked(_lines, "Lines", "The source line of each instruction: instruction, file, text, line and column.");
        WritePacked(_core, "CoreRelocations", "The CO-RE relocations, which depend on the running kernel: offset in bytes, BTF type, "
            + "access string, kind.");
        WriteJumpTables();
        _writer.Close();
    }

    private void WriteInstructions()
    {
        _writer.Line("/// <summary>The compiled instructions, packed without their zero bytes.</summary>");
        NumberTable.Write(
            _writer,
            "Instructions",
            WordPacker.Pack(_model.Functions.SelectMany(function => function.Instructions).ToEquatableArray(), _model.IsLittleEndian),
            _model.IsLittleEndian);
    }

    private void WriteFunctions()
    {
        _writer.Line();
        _writer.Line("/// <summary>The first instruction and the BTF type (0: none) of each function.</summary>");
        var table = NumberTable.OfUInt32();
        foreach (var (function, start, _) in _functions)
        {
            table.Add([(uint)start, function.Information.Type], CSharpText.Comment(function.Name));
        }

        table.Write(_writer, "Functions", _model.IsLittleEndian);
    }

    private void WriteRelocations()
    {
        var kinds = Kinds
            .Where(kind => _functions.Exists(function => function.Function.Relocations.Any(relocation => relocation.Kind == kind.Kind)))
                .Select(kind => string.Format(CultureInfo.InvariantCulture, "{0} = {1}", (int)kind.Kind, kind.Text)).ToList();
        _writer.Line();
        if (kinds.Count == 0)
        {
            _writer.Line("/// <summary>No instruction is changed at load time.</summary>");
            _writer.Line("public static global::System.ReadOnlySpan<uint> Relocations => [];");
            return;
        }

        _writer.Line("/// <summary>");
        _writer.Line("/// The relocations that are written into the instructions at load time. Each line has the instruction, the kind "
            + "and an index.");
        _writer.Line($"/// Kinds: {string.Join(", ", kinds)}.");
        _writer.Line("/// </summary>");
        var table = NumberTable.OfUInt32();
        foreach (var (function, start, tables) in _functions)
        {
            var places = PlacesOf(function.JumpTables);
            foreach (var relocation in function.Relocations)
            {
                var index = relocation.Kind == RelocationKind.JumpTable ? tables + places[relocation.Index] : relocation.Index;
                table.Add(
                    [(uint)(start + relocation.Instruction), (uint)relocation.Kind, (uint)index],
                    CSharpText.Comment(NameOf(relocation, function)));
            }
        }

        table.Write(_writer, "Relocations", _model.IsLittleEndian);
    }

    /// <summary>Returns the index of the first entry of each jump table of a function.</summary>
    private static int[] PlacesOf(EquatableArray<JumpTableModel> tables)
    {
        var places = new int[tables.Count];
        for (var i = 1; i < places.Length; i++)
        {
            places[i] = places[i - 1] + 1 + tables[i - 1].Targets.Count;
        }

        return places;
    }

    private string NameOf(Relocation relocation, FunctionModel function) => relocation.Kind switch
    {
        RelocationKind.KernelAddress or RelocationKind.KernelCall =>
            _model.KernelSymbols[relocation.Index].Alias ?? _model.KernelSymbols[relocation.Index].Name,
        RelocationKind.Constant => _model.Constants[relocation.Index],
        RelocationKind.JumpTable => function.JumpTables[relocation.Index].Name,
        RelocationKind.Function => _model.Functions[relocation.Index].Name,
        _ => _model.Maps[relocation.Index].Name,
    };

    private void WritePacked(RecordPacker records, string name, string summary)
    {
        if (!records.IsEmpty)
        {
            _writer.Line();
            _writer.Line($"/// <summary>{summary} Packed as differences.</summary>");
            NumberTable.Write(_writer, name, records.ToWords(), _model.IsLittleEndian);
        }
    }

    /// <summary>Writes the class <c>KernelValues</c>.</summary>
    public void WriteKernelValues()
    {
        if (_functions.Count == 0 || KernelValues is not { } values)
        {
            return;
        }

        var packed = new PackedBytes();
        foreach (var value in values.Packed)
        {
            packed.Add(value);
        }

        _writer.Line();
        _writer.Line("/// <summary>The values of the CO-RE relocations on some kernels.</summary>");
        _writer.Open("private static class KernelValues");
        _writer.Line("/// <summary>A number for each kernel: a hash of its release and architecture, and the size of its BTF.</summary>");
        NumberTable.Write(_writer, "Kernels", values.Kernels, _model.IsLittleEndian);
        _writer.Line();
        _writer.Line("/// <summary>The size of a table in values, the number of each kernel's table (0: none), and the tables.</summary>");
        NumberTable.Write(_writer, "Tables", packed.ToWords(_model.IsLittleEndian), _model.IsLittleEndian);
        _writer.Close();
    }

    private void WriteJumpTables()
    {
        if (!HasJumpTables)
        {
            return;
        }

        _writer.Line();
        _writer.Line("/// <summary>The jump tables: the number of targets, then the targets as instructions from the start of the "
            + "function.</summary>");
        var numbers = NumberTable.OfInt32();
        foreach (var table in _functions.SelectMany(function => function.Function.JumpTables))
        {
            numbers.Add([(uint)table.Targets.Count], CSharpText.Comment(table.Name));
            for (var i = 0; i < table.Targets.Count; i += TargetsPerLine)
            {
                numbers.Add([.. table.Targets.Skip(i).Take(TargetsPerLine).Select(target => (uint)target)]);
            }
        }

        numbers.Write(_writer, "JumpTables", _model.IsLittleEndian);
    }
}
