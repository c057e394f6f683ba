using System;
using System.Collections.Generic;
using System.Linq;
using BpfGen.Btf;

namespace BpfGen.Generator.Tests.Support;

/// <summary>
/// Objects that no compiler writes, and whose parts share bytes, so that a reader visits the same bytes very often. Each function builds an
/// object of a given size, because tests compare the cost with the size.
/// </summary>
internal static class HostileObjects
{
    private static readonly byte[] Return = [0xb7, 0, 0, 0, 0, 0, 0, 0, 0x95, 0, 0, 0, 0, 0, 0, 0];

    public static IReadOnlyDictionary<string, Func<int, byte[]>> All { get; } = new Dictionary<string, Func<int, byte[]>>
    {
        ["nested unnamed unions"] = _ => NestedUnions(11),
        ["an enumeration whose names are ends of one string"] = EnumOfSuffixes,
        ["an unnamed enumeration of many values"] = UnnamedEnum,
        ["a struct whose members have one long name"] = LongMembers,
        ["many structs of one name"] = StructsOfOneName,
        ["many structs in one another"] = NestedStructs,
        ["one variable at many places"] = OneVariable,
        ["many data sections of one name"] = DataSections,
        ["many section headers for the same code"] = SectionsOfOneCode,
        ["many sections with one long name"] = SectionsOfOneName,
        ["many symbols with one long name"] = SymbolsOfOneName,
        ["many relocations of a symbol with a long name"] = RelocationsOfOneName,
        ["many relocation sections of one section"] = RelocationSections,
        ["many programs that share many functions"] = SharedFunctions,
        ["many programs that share a function with many helpers"] = SharedHelpers,
        ["many programs in one section"] = ManyPrograms,
        ["many maps"] = ManyMaps,
        ["many typed maps of one type"] = TypedMaps,
        ["many symbols without a type"] = UntypedSymbols,
        ["many undefined symbols"] = UndefinedSymbols,
        ["many hidden functions of one name"] = HiddenFunctions,
        ["many kernel functions with a long signature"] = KernelFunctions,
        ["many addresses in data"] = AddressesInData,
        ["many pointers in arrays of programs"] = ProgramSlots,
        ["many struct_ops variables in the same bytes"] = StructOps,
        ["many unaligned atomic operations"] = UnalignedAtomics,
        ["many indirect jumps"] = IndirectJumps,
        ["overlapping jump tables"] = JumpTables,
        ["many long accesses"] = LongAccesses,
        ["line records that share their texts"] = SharedLines,
        ["functions in a chain for several contexts"] = ContextChain,
        ["long chains of typedefs"] = TypedefChains,
        ["many kernel configuration values"] = ConfigValues,
        ["a large section of zeros and ones"] = LargeData,
    };

    public static byte[] NestedUnions(int depth)
    {
        var btf = new RawBtf();
        var type = btf.Union(0, 4, (btf.Name("a"), btf.Int("int", 4), 0));
        for (var i = 0; i < depth; i++)
        {
            type = btf.Union(0, 4, (0, type, 0), (0, type, 0), (0, type, 0));
        }

        return WithVariables(btf, btf.Struct(btf.Name("outer"), 4, (0, type, 0)));
    }

    private static byte[] EnumOfSuffixes(int size)
    {
        var btf = new RawBtf();
        var count = Math.Min(0xffff, size / 9);
        var text = btf.Name(new string('e', count));
        var numbers = Enumerable.Range(0, count).SelectMany(i => new[] { text + (uint)i, (uint)i }).ToArray();
        return WithVariables(btf, btf.Add(BtfKind.Enum, btf.Name("e"), count, 4, numbers));
    }

    private static byte[] UnnamedEnum(int size)
    {
        var btf = new RawBtf();
        var name = btf.Name(new string('e', 1000));
        for (var i = 0; btf.Size < size; i++)
        {
            btf.Add(BtfKind.Enum, 0, 1, 4, name, (uint)i);
        }

        return WithVariables(btf, btf.Int("int", 4));
    }

    private static byte[] LongMembers(int size)
    {
        var btf = new RawBtf();
        var number = btf.Int("int", 4);
        var name = btf.Name(new string('m', 1000));
        var members = Enumerable.Range(0, size / 12).Select(_ => (name, number, 0)).ToArray();
        return WithVariables(btf, btf.Union(btf.Name("u"), 4, members));
    }

    private static byte[] StructsOfOneName(int size)
    {
        var btf = new RawBtf();
        var number = btf.Int("int", 4);
        var (name, member) = (btf.Name("s"), btf.Name("m"));
        var types = new List<uint>();
        while (btf.Size < size * 2 / 3)
        {
            types.Add(btf.Struct(name, 4, (member, number, 0)));
        }

        return WithVariables(btf, btf.Union(btf.Name("all"), 4, [.. types.Select(type => (member, type, 0))]));
    }

    private static byte[] NestedStructs(int size)
    {
        var btf = new RawBtf();
        var type = btf.Int("int", 4);
        var member = btf.Name(new string('n', 150));
        while (btf.Size < size)
        {
            for (var depth = 0; depth < 16; depth++)
            {
                type = btf.Struct(0, 4, (member, type, 0));
            }

            type = btf.Struct(btf.Name("s"), 4, (member, type, 0), (member, 1, 0));
        }

        return WithVariables(btf, type);
    }

    private static byte[] OneVariable(int size)
    {
        var btf = new RawBtf();
        var variable = btf.Variable("v", btf.Int("int", 4));
        btf.Section(".bss", 4, [.. Enumerable.Range(0, size / 12).Select(_ => (variable, 0, 4))]);
        return WithBss(btf);
    }

    private static byte[] DataSections(int size)
    {
        var (btf, elf) = (new RawBtf(), new RawElf());
        var variables = new List<(uint, int, int)>();
        var type = btf.Int("int", 4);
        for (var i = 0; btf.Size < size / 2; i++)
        {
            variables.Add((btf.Variable($"v{i}", type), i * 4, 4));
        }

        btf.Section(".bss.x", variables.Count * 4, [.. variables]);
        var name = elf.Name(".bss.x");
        while (elf.Size < size / 2)
        {
            elf.Section(name, 0, variables.Count * 4, type: RawElf.NoBits);
        }

        elf.Section(".BTF", btf.Build(), 0);
        return elf.Build();
    }

    private static byte[] SectionsOfOneCode(int size)
    {
        var elf = new RawElf();
        var length = size / 2;
        var code = elf.Bytes(Enumerable.Repeat(Return, length / 16).SelectMany(bytes => bytes).ToArray());
        for (var i = 0; elf.Size < size; i++)
        {
            var section = elf.Section(elf.Name("socket"), code, length / 16 * 16, RawElf.Code);
            elf.Symbol(elf.Name($"p{i}"), section, 0, length / 16 * 16);
        }

        return elf.Build();
    }

    private static byte[] SectionsOfOneName(int size)
    {
        var elf = new RawElf();
        var name = elf.Name("socket" + new string('s', size / 2));
        while (elf.Size < size)
        {
            var section = elf.Section(name, elf.Bytes(Return), 16, RawElf.Code);
            elf.Symbol(elf.Name("p"), section, 0, 16);
        }

        return elf.Build();
    }

    private static byte[] SymbolsOfOneName(int size)
    {
        var elf = new RawElf();
        var name = elf.Name(new string('s', size / 2));
        var section = elf.Section("socket", [.. Enumerable.Repeat(Return, size / 80).SelectMany(bytes => bytes)], RawElf.Code);
        for (var i = 0; i < size / 80; i++)
        {
            elf.Symbol(name, section, i * 16, 16);
        }

        return elf.Build();
    }

    private static byte[] RelocationsOfOneName(int size)
    {
        var elf = new RawElf();
        var count = size / 64;
        byte[] load = [0x18, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        var section = elf.Section("socket", [.. Enumerable.Repeat(load, count).SelectMany(bytes => bytes), .. Return], RawElf.Code);
        elf.Symbol(elf.Name("p"), section, 0, (count * 16) + 16);
        var symbol = elf.Symbol(elf.Name("bpf_" + new string('s', size / 2)), 0, 0, 0, type: 0);
        for (var i = 0; i < count; i++)
        {
            elf.Relocate(section, i * 16, symbol);
        }

        return elf.Build();
    }

    private static byte[] RelocationSections(int size)
    {
        var elf = new RawElf();
        var section = elf.Section("socket", Return, RawElf.Code);
        elf.Symbol(elf.Name("p"), section, 0, 16);
        var relocation = elf.Bytes(new byte[size / 4]);
        elf.Section(0, relocation, size / 4 / 16 * 16, 0, type: 9, info: (uint)section);
        while (elf.Size < size)
        {
            elf.Section(0, relocation, 16, 0, type: 9, info: (uint)section);
        }

        return elf.Build();
    }

    private static byte[] SharedFunctions(int size)
    {
        var elf = new RawElf();
        var count = size / 110;
        var text = new List<byte>();
        for (var i = 0; i < count; i++)
        {
            text.AddRange([0x85, 0x10, 0, 0, (byte)(i < count - 1 ? 1 : 0xff), 0, 0, 0, .. Return[8..]]);
        }

        text.RemoveRange(text.Count - 16, 16);
        text.AddRange(Return);
        var functions = elf.Section(".text", [.. text], RawElf.Code);
        var first = 0;
        for (var i = 0; i < count; i++)
        {
            var symbol = elf.Symbol(elf.Name($"f{i}"), functions, i * 16, 16);
            first = i == 0 ? symbol : first;
        }

        byte[] call = [0x85, 0x10, 0, 0, 0xff, 0xff, 0xff, 0xff, .. Return[8..]];
        var programs = elf.Section("socket", [.. Enumerable.Repeat(call, count).SelectMany(bytes => bytes)], RawElf.Code);
        for (var i = 0; i < count; i++)
        {
            elf.Symbol(elf.Name($"p{i}"), programs, i * 16, 16);
            elf.Relocate(programs, i * 16, first, type: 10);
        }

        return elf.Build();
    }

    private static byte[] SharedHelpers(int size)
    {
        var elf = new RawElf();
        var count = size / 16;
        var text = new List<byte>();
        for (var i = 1; i < count; i++)
        {
            text.AddRange([0x85, 0, 0, 0, (byte)i, (byte)(i >> 8), (byte)(i >> 16), 0]);
        }

        text.AddRange(Return);
        var section = elf.Section(".text", [.. text], RawElf.Code);
        var function = elf.Symbol(elf.Name("f"), section, 0, text.Count);
        byte[] call = [0x85, 0x10, 0, 0, 0xff, 0xff, 0xff, 0xff, .. Return[8..]];
        var programs = elf.Section("socket", [.. Enumerable.Repeat(call, size / 130).SelectMany(bytes => bytes)], RawElf.Code);
        for (var i = 0; i < size / 130; i++)
        {
            elf.Symbol(elf.Name($"p{i}"), programs, i * 16, 16);
            elf.Relocate(programs, i * 16, function, type: 10);
        }

        return elf.Build();
    }

    private static byte[] ManyPrograms(int size)
    {
        var elf = new RawElf();
        var count = size / 48;
        var section = elf.Section("kprobe/x", [.. Enumerable.Repeat(Return, count).SelectMany(bytes => bytes)], RawElf.Code);
        for (var i = 0; i < count; i++)
        {
            elf.Symbol(elf.Name($"p{i}"), section, i * 16, 16);
        }

        return elf.Build();
    }

    public static byte[] ManyMaps(int size)
    {
        var elf = new RawElf();
        var count = size / 52;
        byte[] map = [2, 0, 0, 0, 4, 0, 0, 0, 8, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0];
        var section = elf.Section("maps", [.. Enumerable.Repeat(map, count).SelectMany(bytes => bytes)]);
        for (var i = 0; i < count; i++)
        {
            elf.Symbol(elf.Name($"map{i}"), section, i * 20, 20, type: 1);
        }

        return elf.Build();
    }

    private static byte[] TypedMaps(int size)
    {
        var (btf, elf) = (new RawBtf(), new RawElf());
        var number = btf.Int("int", 4);
        var two = btf.Pointer(btf.Array(number, 2, number));
        var type = btf.Struct(
            0, 32, [(btf.Name("type"), two, 0), .. Enumerable.Range(0, size / 48).Select(_ => (btf.Name("map_flags"), two, 64))]);
        var variables = new List<(uint, int, int)>();
        var section = elf.Section(".maps", new byte[32]);
        for (var i = 0; btf.Size + elf.Size < size; i++)
        {
            variables.Add((btf.Variable($"map{i}", type), i * 32, 32));
            elf.Symbol(elf.Name($"map{i}"), section, i * 32, 32, type: 1);
        }

        btf.Section(".maps", variables.Count * 32, [.. variables]);
        elf.Section(".BTF", btf.Build(), 0);
        return elf.Build();
    }

    private static byte[] UntypedSymbols(int size)
    {
        var elf = new RawElf();
        var count = size / 2 / 60;
        var section = elf.Section("socket", [.. Enumerable.Repeat(Return, count * 2).SelectMany(bytes => bytes)], RawElf.Code);
        for (var i = 0; i < count; i++)
        {
            elf.Symbol(elf.Name($"f{i}"), section, i * 32, 16);
            elf.Symbol(elf.Name($"u{i}"), section, (i * 32) + 16, 0, type: 0);
        }

        return elf.Build();
    }

    private static byte[] UndefinedSymbols(int size)
    {
        var elf = new RawElf();
        var count = size / 64;
        byte[] load = [0x18, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        var section = elf.Section("socket", [.. Enumerable.Repeat(load, count).SelectMany(bytes => bytes), .. Return], RawElf.Code);
        elf.Symbol(elf.Name("p"), section, 0, (count * 16) + 16);
        for (var i = 0; i < count; i++)
        {
            elf.Relocate(section, i * 16, elf.Symbol(elf.Name($"u{i}"), 0, 0, 0, type: 0));
        }

        return elf.Build();
    }

    private static byte[] HiddenFunctions(int size)
    {
        var (btf, elf) = (new RawBtf(), new RawElf());
        var prototype = btf.Add(
            BtfKind.FunctionPrototype, 0, size / 32, 0, [.. Enumerable.Repeat(new[] { 0u, 1u }, size / 32).SelectMany(p => p)]);
        var section = elf.Section(".text", Return, RawElf.Code);
        while (btf.Size + elf.Size < size)
        {
            btf.Function("f", prototype);
            elf.Symbol(elf.Name("f"), section, 0, 16, binding: 1, visibility: 0);
        }

        elf.Section(".BTF", btf.Build(), 0);
        return elf.Build();
    }

    private static byte[] KernelFunctions(int size)
    {
        var (btf, elf) = (new RawBtf(), new RawElf());
        var number = btf.Int("int", 4);
        var prototype = btf.Add(
            BtfKind.FunctionPrototype, 0, 1000, number, [.. Enumerable.Repeat(new[] { 0u, number }, 1000).SelectMany(p => p)]);
        var functions = new List<(uint, int, int)>();
        for (var i = 0; btf.Size + elf.Size < size; i++)
        {
            functions.Add((btf.Function($"bpf_{i}", prototype, linkage: 2), 0, 0));
            elf.Symbol(elf.Name($"bpf_{i}"), 0, 0, 0, type: 0);
        }

        btf.Section(".ksyms", 0, [.. functions]);
        elf.Section(".BTF", btf.Build(), 0);
        return elf.Build();
    }

    private static byte[] AddressesInData(int size)
    {
        var elf = new RawElf();
        var count = size / 80;
        var data = elf.Section(".data", new byte[count * 8]);
        byte[] load = [0x18, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        var code = elf.Section("socket", [.. load, .. Return], RawElf.Code);
        elf.Symbol(elf.Name("p"), code, 0, 32);
        for (var i = 0; i < count; i++)
        {
            // Each variable extends to the end of the section, so all variables overlap.
            var symbol = elf.Symbol(elf.Name($"v{i}"), data, i * 8, (count - i) * 8, type: 1);
            elf.Relocate(data, i * 8, symbol, type: 2);
            if (i == 0)
            {
                elf.Relocate(code, 0, symbol);
            }
        }

        return elf.Build();
    }

    private static byte[] ProgramSlots(int size)
    {
        var (btf, elf) = (new RawBtf(), new RawElf());
        var count = size / 130;
        var number = btf.Int("int", 4);
        var three = btf.Pointer(btf.Array(number, 3, number));
        var four = btf.Pointer(btf.Array(number, 4, number));
        var pointer = btf.Pointer(btf.Add(BtfKind.FunctionPrototype, 0, 0, number));
        var values = btf.Array(pointer, 0, number);
        var type = btf.Struct(
            0, 32, (btf.Name("type"), three, 0), (btf.Name("key_size"), four, 64), (btf.Name("max_entries"), four, 128),
            (btf.Name("values"), values, 192));
        var maps = elf.Section(".maps", new byte[24 + (count * 8)]);
        elf.Symbol(elf.Name("jumps"), maps, 0, 24 + (count * 8), type: 1);
        btf.Section(".maps", 24 + (count * 8), (btf.Variable("jumps", type), 0, 24 + (count * 8)));
        var code = elf.Section("socket", [.. Enumerable.Repeat(Return, count).SelectMany(bytes => bytes)], RawElf.Code);
        for (var i = 0; i < count; i++)
        {
            elf.Relocate(maps, 24 + (i * 8), elf.Symbol(elf.Name($"p{i}"), code, i * 16, 16), type: 2);
        }

        elf.Section(".BTF", btf.Build(), 0);
        return elf.Build();
    }

    private static byte[] StructOps(int size)
    {
        var (btf, elf) = (new RawBtf(), new RawElf());
        var number = btf.Int("int", 4);
        var length = size / 4 / 12 * 4;
        var type = btf.Struct(
            btf.Name("ops"), length, [.. Enumerable.Range(0, length / 4).Select(i => (btf.Name("m"), number, i * 32))]);
        var variable = btf.Variable("v", type);
        elf.Section(".struct_ops", new byte[length]);
        btf.Section(".struct_ops", length, [.. Enumerable.Range(0, size / 24).Select(_ => (variable, 0, length))]);
        elf.Section(".BTF", btf.Build(), 0);
        return elf.Build();
    }

    private static byte[] UnalignedAtomics(int size)
    {
        var (btf, elf) = (new RawBtf(), new RawElf());
        var count = size / 2 / 24;
        byte[] atomic = [0xdb, 0x02, 1, 0, 0, 0, 0, 0];
        byte[] load = [0x18, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        byte[] code = [.. load, .. Enumerable.Repeat(atomic, count).SelectMany(bytes => bytes), .. Return];
        var data = elf.Section(".data", new byte[64]);
        var section = elf.Section("socket", code, RawElf.Code);
        elf.Symbol(elf.Name("p"), section, 0, code.Length);
        elf.Relocate(section, 0, elf.Symbol(elf.Name("v"), data, 0, 8, type: 1));
        var file = btf.Name("file.c");
        var name = btf.Name("socket");
        var lines = Enumerable.Range(0, count)
            .SelectMany(i => new[] { (uint)(i == 0 ? 0 : (i * 8) + 8), file, file, (uint)i << 10 })
            .ToArray();
        elf.Section(".BTF", btf.Build(), 0);
        elf.Section(".BTF.ext", RawBtf.Ext([], [(name, lines)], []), 0);
        return elf.Build();
    }

    private static byte[] IndirectJumps(int size)
    {
        var (btf, elf) = (new RawBtf(), new RawElf());
        var count = size / 8;
        byte[] jump = [0x0d, 1, 0, 0, 0, 0, 0, 0];
        byte[] code = [.. Enumerable.Repeat(jump, count).SelectMany(bytes => bytes), .. Return];
        var section = elf.Section("kprobe", code, RawElf.Code);
        elf.Symbol(elf.Name("p"), section, 0, code.Length);
        var number = btf.Int("long", 8);
        var registers = btf.Struct(btf.Name("pt_regs"), 168, (btf.Name("di"), number, 112 * 8));
        var name = btf.Name("kprobe");
        var access = btf.Name("0:0");
        uint[] core = [0, registers, access, 0, 8, registers, access, 2];
        elf.Section(".BTF", btf.Build(), 0);
        elf.Section(".BTF.ext", RawBtf.Ext([], [], [(name, core)]), 0);
        return elf.Build();
    }

    private static byte[] JumpTables(int size)
    {
        var elf = new RawElf();
        var count = size / 70;
        byte[] load = [0x18, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        var tables = elf.Section(".jumptables", new byte[count * 8]);
        var code = elf.Section("socket", [.. Enumerable.Repeat(load, count).SelectMany(bytes => bytes), .. Return], RawElf.Code);
        elf.Symbol(elf.Name("p"), code, 0, (count * 16) + 16);
        for (var i = 0; i < count; i++)
        {
            elf.Relocate(code, i * 16, elf.Symbol(elf.Name("t"), tables, i * 8, (count - i) * 8, type: 1));
        }

        return elf.Build();
    }

    private static byte[] LongAccesses(int size)
    {
        var (btf, elf) = (new RawBtf(), new RawElf());
        var number = btf.Int("int", 4);
        var accesses = Enumerable.Range(0, 8).Select(i => btf.Name(string.Join(':', Enumerable.Repeat(i, 352)))).ToArray();
        var member = btf.Name("m");
        var section = elf.Section("socket", Enumerable.Repeat(Return, size / 32).SelectMany(bytes => bytes).ToArray(), RawElf.Code);
        elf.Symbol(elf.Name("p"), section, 0, size / 32 * 16);
        var core = new List<uint>();
        for (var i = 0; btf.Size + (core.Count * 4) < size / 2; i++)
        {
            var type = btf.Union(0, 4, (member, btf.Count + 1, 0), (member, number, 0));
            core.AddRange([(uint)i * 8, type, accesses[i % 8], 0]);
        }

        var name = btf.Name("socket");
        var function = btf.Function("p", btf.Add(BtfKind.FunctionPrototype, 0, 0, number));
        elf.Section(".BTF", btf.Build(), 0);
        elf.Section(".BTF.ext", RawBtf.Ext([(name, [0, function])], [], [(name, core.ToArray())]), 0);
        return elf.Build();
    }

    private static byte[] SharedLines(int size)
    {
        var (btf, elf) = (new RawBtf(), new RawElf());
        var count = size / 2 / 24;
        var text = btf.Name(new string('l', size / 2));
        var name = btf.Name("socket");
        byte[] code = [.. Enumerable.Repeat(Return, count).SelectMany(bytes => bytes)];
        var section = elf.Section("socket", code, RawElf.Code);
        elf.Symbol(elf.Name("p"), section, 0, code.Length);
        var lines = Enumerable.Range(0, count).SelectMany(i => new[] { (uint)i * 8, text, text + (uint)i, (uint)i << 10 }).ToArray();
        elf.Section(".BTF", btf.Build(), 0);
        elf.Section(".BTF.ext", RawBtf.Ext([], [(name, lines)], []), 0);
        return elf.Build();
    }

    private static byte[] ContextChain(int size)
    {
        var (btf, elf) = (new RawBtf(), new RawElf());
        var pointer = btf.Pointer(0);
        var prototype = btf.Add(BtfKind.FunctionPrototype, 0, 1, 0, btf.Name("ctx"), pointer);
        var first = btf.Function("f", prototype);
        btf.Add(BtfKind.DeclTag, btf.Name("arg:ctx"), 0, first, 0);
        var count = size / 70;
        var text = new List<byte>();

        // Each function calls the previous function. The first function has the context argument.
        text.AddRange(Return);
        for (var i = 1; i < count; i++)
        {
            text.AddRange([0x85, 0x10, 0, 0, 0xfd, 0xff, 0xff, 0xff, .. Return[8..]]);
        }

        var functions = elf.Section(".text", [.. text], RawElf.Code);
        var last = 0;
        for (var i = 0; i < count; i++)
        {
            last = elf.Symbol(elf.Name($"f{i}"), functions, i * 16, 16);
        }

        byte[] call = [0x85, 0x10, 0, 0, 0xff, 0xff, 0xff, 0xff, .. Return[8..]];
        foreach (var type in new[] { "socket", "kprobe", "xdp", "perf_event", "raw_tp", "sk_msg", "sk_lookup", "sockops", "sk_reuseport" })
        {
            var section = elf.Section(type, call, RawElf.Code);
            elf.Symbol(elf.Name("p_" + type), section, 0, 16);
            elf.Relocate(section, 0, last, type: 10);
        }

        var name = btf.Name(".text");
        elf.Section(".BTF", btf.Build(), 0);
        elf.Section(".BTF.ext", RawBtf.Ext([(name, [0, first])], [], []), 0);
        return elf.Build();
    }

    private static byte[] TypedefChains(int size)
    {
        var btf = new RawBtf();
        var type = btf.Int("int", 4);
        for (var i = 0; i < 31; i++)
        {
            type = btf.Add(BtfKind.Typedef, btf.Name("t"), 0, type);
            type = i % 2 == 0 ? type : btf.Array(type, 1, 1);
        }

        var members = Enumerable.Range(0, size / 12).Select(_ => (btf.Name("m"), type, 0)).ToArray();
        return WithVariables(btf, btf.Union(btf.Name("u"), 4, members));
    }

    private static byte[] ConfigValues(int size)
    {
        var (btf, elf) = (new RawBtf(), new RawElf());
        var character = btf.Int("char", 1);
        var type = btf.Array(character, 1 << 16, character);
        var variables = new List<(uint, int, int)>();
        for (var i = 0; btf.Size + elf.Size < size; i++)
        {
            variables.Add((btf.Variable($"CONFIG_{i}", type, linkage: 2), 0, 1 << 16));
            elf.Symbol(elf.Name($"CONFIG_{i}"), 0, 0, 0, type: 0);
        }

        btf.Section(".kconfig", 0, [.. variables]);
        elf.Section(".BTF", btf.Build(), 0);
        return elf.Build();
    }

    private static byte[] LargeData(int size)
    {
        var random = new Random(1);
        var elf = new RawElf();
        elf.Section(".data", [.. Enumerable.Range(0, size).Select(_ => (byte)random.Next(2))]);
        elf.Symbol(elf.Name("v"), 1, 0, size, type: 1);
        return elf.Build();
    }

    /// <summary>Builds an object with a variable of the given type in <c>.bss</c>.</summary>
    private static byte[] WithVariables(RawBtf btf, uint type)
    {
        btf.Section(".bss", 1 << 16, (btf.Variable("v", type), 0, 4));
        return WithBss(btf);
    }

    private static byte[] WithBss(RawBtf btf)
    {
        var elf = new RawElf();
        elf.Section(elf.Name(".bss"), 0, 1 << 16, type: RawElf.NoBits);
        elf.Section(".BTF", btf.Build(), 0);
        return elf.Build();
    }
}
