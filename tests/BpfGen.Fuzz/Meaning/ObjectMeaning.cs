extern alias runtime;

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Runtime.InteropServices;
using BpfGen.Generator.Model;
using BpfGen.Wire;
using runtime::BpfGen.Interop;
using runtime::BpfGen.Loading;
using runtime::BpfGen.Maps;

namespace BpfGen.Fuzz;

/// <summary>
/// Says what BpfGen would load of an object, in the form of <c>meaning.c</c>: the maps, and the instructions of the programs after the
/// relocation. CO-RE relocations are not applied.
/// </summary>
internal static class ObjectMeaning
{
    private const ulong HashStart = 14695981039346656037;
    private const ulong HashFactor = 1099511628211;

    /// <summary>
    /// The file descriptor of the first map. No process has so many, so these numbers do not refer to files, and closing them does nothing.
    /// </summary>
    private const int FirstMap = 0x4000_0000;

    private const byte LoadOfTwoSlots = 0x18;
    private const int MapDescriptor = 1;
    private const int MapValue = 2;

    /// <summary>
    /// Whether the comparison covers the object. It does not cover references to the running kernel, what one loader sets up beside the
    /// maps and programs, and programs that call themselves, which no kernel accepts.
    /// </summary>
    public static bool Covers(ObjectModel model) =>
        model.KernelSymbols.Count == 0
        && model.Constants.Count == 0
        && model.Maps.All(map => map.StructOps is null && map.Config.Count == 0 && map.Type != MapType.Arena)
        && model.Functions.All(function => function.JumpTables.Count == 0)
        && !model.Programs.Any(program => CallsItself(model, program));

    /// <summary>Returns the lines for the maps and programs, in the order of their names.</summary>
    public static IReadOnlyList<string> Lines(ObjectModel model) =>
    [
        .. model.Maps.Where(map => !map.IsTemplate).Select(Line).Concat(Programs(model)).Order(StringComparer.Ordinal),
    ];

    private static bool CallsItself(ObjectModel model, ProgramModel program) => program.Functions.Any(index =>
        model.Functions[index].Relocations.Any(use => use.Kind == RelocationKind.Function && use.Index == program.Functions[0]));

    private static string Line(MapModel map)
    {
        // Both loaders round the size of a ring buffer: libbpf when it reads the object, BpfGen when it creates the map.
        var entries = map.Type is MapType.RingBuffer or MapType.UserRingBuffer
            ? MapSizes.Fit(new(map.Name, (runtime::BpfGen.MapType)map.Type, 0, 0, map.MaxEntries)).MaxEntries
            : map.MaxEntries;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"map {map.Name} {(uint)map.Type} {map.KeySize} {map.ValueSize} {entries} {map.Flags} {Hash(map.Data):x}");
    }

    private static ulong Hash(SectionData? data)
    {
        if (data is null)
        {
            return 0;
        }

        var bytes = MemoryMarshal.AsBytes(data.Words.AsSpan()).TrimEnd((byte)0);
        var hash = HashStart;
        foreach (var value in bytes)
        {
            hash = unchecked((hash ^ value) * HashFactor);
        }

        return hash;
    }

    private static IEnumerable<string> Programs(ObjectModel model)
    {
        var (instructions, functions, relocations) = (new List<ulong>(), new List<uint>(), new List<uint>());
        foreach (var function in model.Functions)
        {
            var start = (uint)instructions.Count;
            functions.AddRange(start, function.Information.Type);
            instructions.AddRange(function.Instructions);
            foreach (var relocation in function.Relocations)
            {
                relocations.AddRange(start + (uint)relocation.Instruction, (uint)relocation.Kind, (uint)relocation.Index);
            }
        }

        List<FileDescriptor?> maps = [.. model.Maps.Select((_, index) => new FileDescriptor(FirstMap + index))];
        using var memory = new LoadMemory();
        var (code, assembled) = (new Code(instructions, functions, relocations), new ProgramCode(memory));
        return [.. model.Programs.Select(program => Line(model, program, code, assembled, maps))];
    }

    private static string Line(ObjectModel model, ProgramModel program, Code code, ProgramCode assembled, List<FileDescriptor?> maps)
    {
        var objectCode = code.Wrap();
        assembled.Assemble(objectCode, program.Functions.AsSpan());
        var patcher = new InstructionPatcher(assembled, maps, [], default);
        foreach (var function in program.Functions)
        {
            patcher.Apply(objectCode[function], assembled.StartOf(function));
        }

        var words = new List<string>();
        foreach (var instruction in assembled.Instructions)
        {
            var (kind, map) = ((int)(instruction >> 12) & 0xf, (int)(instruction >> 32) - FirstMap);
            words.Add((byte)instruction == LoadOfTwoSlots && kind is MapDescriptor or MapValue && map >= 0 && map < maps.Count
                ? string.Create(CultureInfo.InvariantCulture, $"{(uint)instruction:x}:{model.Maps[map].Name}")
                : instruction.ToString("x", CultureInfo.InvariantCulture));
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"program {program.Name} {(uint)program.Kind.Type} {(uint)program.Kind.AttachType} {string.Join(' ', words)}");
    }

    /// <summary>The tables of <see cref="ObjectCode"/>, which cannot be stored.</summary>
    private sealed record Code(List<ulong> Instructions, List<uint> Functions, List<uint> Relocations)
    {
        public ObjectCode Wrap() => new(
            CollectionsMarshal.AsSpan(Instructions), CollectionsMarshal.AsSpan(Functions), CollectionsMarshal.AsSpan(Relocations));
    }
}
