using System.Collections.Generic;
using System.IO;
using System.Linq;
using BpfGen.Btf;
using BpfGen.CoreRelocations;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Linking;
using BpfGen.Generator.Model;
using BpfGen.KernelFacts;
using BpfGen.Wire;

namespace BpfGen.Tool.Disassembly;

/// <summary>
/// Writes the instructions of programs with their source lines, and with the names of maps, variables, functions and fields. Instructions
/// have the same numbers as in the verifier's log: the other functions of a program follow its main function.
/// </summary>
internal sealed class ProgramListing
{
    private const int NoteColumn = 44;

    private readonly ObjectModel _model;
    private readonly Dictionary<string, SectionType> _sections;
    private readonly BtfTypeList? _types;

    public ProgramListing(ObjectModel model)
    {
        _model = model;
        _sections = model.ValueTypes.SectionsByName();
        _types = model.Types is { } types ? new BtfTypeList(TypeBytes.Of(types, model.IsLittleEndian), model.IsLittleEndian) : null;
    }

    public void Write(ProgramModel program, TextWriter output)
    {
        output.WriteLine(
            $"program {Printable.Text(program.Name)}, section {Printable.Text(program.Section)}, {program.InstructionCount} instructions");
        var starts = new Dictionary<int, int>();
        var start = 0;
        foreach (var index in program.Functions)
        {
            starts[index] = start;
            start += _model.Functions[index].Instructions.Count;
        }

        foreach (var index in program.Functions)
        {
            output.WriteLine();
            output.WriteLine(Printable.Text(_model.Functions[index].Name) + ":");
            Write(_model.Functions[index], starts[index], starts, output);
        }
    }

    private void Write(FunctionModel function, int start, Dictionary<int, int> starts, TextWriter output)
    {
        var relocations = function.Relocations.ToLookup(relocation => relocation.Instruction);
        var core = CoreRelocations(function);
        var lines = Lines(function);
        for (var i = 0; i < function.Instructions.Count; i++)
        {
            if (lines.TryGetValue(i, out var line))
            {
                output.WriteLine("; " + line);
            }

            var instruction = new Instruction(function.Instructions[i], _model.IsLittleEndian);
            var next = i + 1 < function.Instructions.Count ? function.Instructions[i + 1] : 0;
            var text = InstructionText.Of(instruction, next);
            if (instruction.IsHelperCall && relocations[i].All(relocation => relocation.Kind != RelocationKind.KernelCall))
            {
                text = $"(85) call {HelperTable.NameOf(instruction.Immediate) ?? "unknown"}#{instruction.Immediate}";
            }

            foreach (var relocation in relocations[i].Take(1))
            {
                text = Relocated(instruction, next, relocation, start + i, starts);
            }

            var notes = string.Join(", ", Notes(next, relocations[i]).Concat(core[i].Select(Describe)));
            output.WriteLine($"{start + i,6}: {(notes.Length == 0 ? text : $"{text.PadRight(NoteColumn)} ; {notes}")}");
            i += instruction.IsLoadImmediate64 ? 1 : 0;
        }
    }

    private string Relocated(Instruction instruction, ulong next, Relocation relocation, int place, Dictionary<int, int> starts)
    {
        var register = $"({instruction.Code:x2}) r{instruction.Destination} =";
        var offset = new Instruction(next, _model.IsLittleEndian).Immediate;
        switch (relocation.Kind)
        {
            case RelocationKind.MapDescriptor:
                return $"{register} map[{NameOfMap(relocation.Index)}]";
            case RelocationKind.MapValue:
                return $"{register} map[{NameOfMap(relocation.Index)}][0]{offset:+0;-0;+0}";
            case RelocationKind.KernelAddress:
                return $"{register} ksym[{Symbol(relocation.Index)}]";
            case RelocationKind.KernelCall:
                return $"(85) call {Symbol(relocation.Index)}";
            case RelocationKind.JumpTable:
                return $"{register} jump_table[{relocation.Index}]{offset:+0;-0;+0}";
            case RelocationKind.Constant:
                return $"{register} constant[{Printable.Text(_model.Constants[relocation.Index])}]{instruction.Immediate:+0;-0;+0}";
            default:
                var name = Printable.Text(_model.Functions[relocation.Index].Name);
                var distance = starts.TryGetValue(relocation.Index, out var target) ? $"{target - place - 1:+0;-0;+0}" : "+?";
                return instruction.IsLoadImmediate64 ? $"{register} subprog[{distance}]#{name}" : $"(85) call pc{distance}#{name}";
        }
    }

    /// <summary>Returns notes with the names of the variables whose addresses an instruction loads.</summary>
    private IEnumerable<string> Notes(ulong next, IEnumerable<Relocation> relocations)
    {
        foreach (var relocation in relocations.Where(relocation => relocation.Kind == RelocationKind.MapValue))
        {
            var offset = new Instruction(next, _model.IsLittleEndian).Immediate;
            var section = _model.Maps[relocation.Index].Variables is { } name ? _sections.GetValueOrDefault(name) : null;
            var variable = section?.Variables.Where(variable => variable.Offset <= offset).MaxBy(variable => variable.Offset);
            if (variable is { Original: not null } found)
            {
                yield return Printable.Text(found.Original) + (offset == found.Offset ? "" : $" +{offset - found.Offset}");
            }
        }
    }

    private string Describe(CoreRelocation relocation) => "CO-RE " + relocation.Kind switch
    {
        CoreRelocationKind.FieldByteOffset => "offset of ",
        CoreRelocationKind.FieldByteSize => "size of ",
        CoreRelocationKind.FieldExists => "exists ",
        CoreRelocationKind.FieldSigned => "is signed ",
        CoreRelocationKind.FieldShiftLeft => "left shift of ",
        CoreRelocationKind.FieldShiftRight => "right shift of ",
        CoreRelocationKind.TypeIdLocal => "id in the object of ",
        CoreRelocationKind.TypeIdTarget => "id in the kernel of ",
        CoreRelocationKind.TypeExists => "exists ",
        CoreRelocationKind.TypeSize => "size of ",
        CoreRelocationKind.EnumValueExists => "exists ",
        CoreRelocationKind.EnumValue => "value of ",
        CoreRelocationKind.TypeMatches => "matches ",
        _ => $"kind {(int)relocation.Kind} of ",
    } + Printable.Text(AccessText.Of(_types!, relocation));

    private ILookup<int, CoreRelocation> CoreRelocations(FunctionModel function) => CoreRecords.Of(function)
        .Where(_ => _types is not null)
        .ToLookup(record => record.Instruction, record => record.Relocation);

    /// <summary>Returns, for each instruction at which a source line begins, the text of the line, the file and the line number.</summary>
    private Dictionary<int, string> Lines(FunctionModel function)
    {
        var (result, numbers, last) = (new Dictionary<int, string>(), function.Information.Lines, "");
        for (var i = 0; _types is not null && i + Packing.NumbersPerRecord <= numbers.Count; i += Packing.NumbersPerRecord)
        {
            var text = Printable.Text(AccessText.Text(_types, numbers[i + 2]).Trim());
            var line = $"{text} @ {Printable.Text(Path.GetFileName(AccessText.Text(_types, numbers[i + 1])))}:{numbers[i + 3] >> 10}";
            if (line != last)
            {
                result[(int)numbers[i]] = last = line;
            }
        }

        return result;
    }

    private string NameOfMap(int map) => Printable.Text(_model.Maps[map].Name);

    private string Symbol(int symbol) => Printable.Text(_model.KernelSymbols[symbol].Name);
}
