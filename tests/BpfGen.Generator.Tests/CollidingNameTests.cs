using System.Collections.Generic;
using System.Linq;
using BpfGen.Btf;
using BpfGen.Generator.Model;
using BpfGen.Generator.Tests.Support;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>
/// Names in an object that become equal in C#, because the generator changes the case of letters or adds a suffix. In every scope of the
/// generated code, either all names are different, or an error says which names collide. If there is no error, the generated code compiles.
/// </summary>
public sealed class CollidingNameTests
{
    /// <summary>
    /// Groups of names that are equal in lowercase, in uppercase, without underscores, or with a suffix that BpfGen adds.
    /// </summary>
    private static readonly string[][] Groups =
    [
        ["k", "K", "\u212a"], ["ß", "ẞ", "ss", "SS"], ["ω", "Ω", "\u2126"], ["å", "Å", "\u212b"], ["i", "I", "ı", "İ"], ["ǆ", "ǅ", "Ǆ"],
        ["µ", "μ", "Μ"], ["ς", "σ", "Σ"], ["a_b", "aB", "AB", "A_B", "ab", "a__b", "_a_b", "__a_b"],
        ["load", "load_map", "load_program", "load_constant", "LOAD", "Load"], ["types", "Types", "types_map", "types_constant"],
        ["x", "x_2", "x_1", "X", "X_2", "x__2"], ["handle", "handleHandle", "handle_handle", "Handle", "HANDLE"],
        ["kHandle", "k", "K", "\u212a", "kHandle_", "k_handle"], ["maps", "mapsVariables", "maps_variables", "Maps"],
        ["options", "options_", "Options", "OPTIONS"], ["a", "A", "a_3", "A_3", "A_2", "a_2"], ["tcp", "Tcp", "TCP", "tCP"],
    ];

    public static TheoryData<int> Indexes => [.. Enumerable.Range(0, Groups.Length)];

    [Theory]
    [MemberData(nameof(Indexes))]
    public void Maps_and_programs_with_colliding_names_compile_or_are_an_error(int group)
    {
        ShouldCompile(Groups[group].Aggregate(new ElfBuilder(), (builder, name) => builder.WithMap(name)).WithProgram("run"));
        ShouldCompile(Groups[group].Aggregate(
            new ElfBuilder(), (builder, name) => builder.WithMap(name).WithProgram(name, "socket/" + name)));
        ShouldCompile(Groups[group].Aggregate(new ElfBuilder(), (builder, name) => builder.WithProgram(name, "kprobe/" + name)));
        ShouldCompile(Groups[group].Aggregate(
            new ElfBuilder().WithMap("data"), (builder, name) => builder.WithSection(".data." + name, new byte[16])).WithProgram("run"));
    }

    [Theory]
    [MemberData(nameof(Indexes))]
    public void Load_constants_with_colliding_names_compile(int group)
    {
        var elf = new RawElf();
        byte[] load = [0x18, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        byte[] code =
        [
            .. Enumerable.Repeat(load, Groups[group].Length).SelectMany(bytes => bytes), .. ElfBuilder.Code(0xb7, 0x95),
        ];
        var section = elf.Section("socket", code, RawElf.Code);
        elf.Symbol(elf.Name("run"), section, 0, code.Length);
        foreach (var (name, i) in Groups[group].Select((name, i) => (name, i)))
        {
            elf.Relocate(section, i * 16, elf.Symbol(elf.Name(name), 0, 0, 0, type: 0));
        }

        using var project = new TestProject().WithObject("probe.o", elf.Build());
        var run = project.Run();

        Assert.Empty(run.Errors);
        run.Compile();
    }

    [Theory]
    [MemberData(nameof(Indexes))]
    public void Types_fields_values_and_variables_with_colliding_names_compile(int group)
    {
        var btf = new RawBtf();
        var number = btf.Int("int", 4);
        var variables = new List<(uint, int, int)>();
        foreach (var name in Groups[group])
        {
            var members = Groups[group].Select((member, i) => (btf.Name(member), number, i * 32)).ToArray();
            var size = members.Length * 4;
            var type = btf.Struct(btf.Name(name), size, members);
            var values = Groups[group].SelectMany((value, i) => new[] { btf.Name(value), (uint)i }).ToArray();
            var enumeration = btf.Add(BtfKind.Enum, btf.Name(name), Groups[group].Length, 4, values);
            btf.Add(BtfKind.Enum, 0, Groups[group].Length, 4, values);
            variables.Add((btf.Variable(name, type), variables.Count * 64, size));
            variables.Add((btf.Variable(name + "_", enumeration), (variables.Count * 64) + 40, 4));
        }

        var elf = new RawElf();
        foreach (var name in Groups[group].Append(""))
        {
            var section = name.Length == 0 ? ".bss" : ".bss." + name;
            btf.Section(section, 4096, [.. variables]);
            elf.Section(elf.Name(section), 0, 4096, type: RawElf.NoBits);
        }

        elf.Section(".BTF", btf.Build(), 0);
        ShouldCompile(elf.Build());
    }

    [Fact]
    public void A_load_constant_that_gets_a_suffix_does_not_take_the_name_of_another_load_constant()
    {
        var names = MemberNames.OfConstants(
            new ObjectModel(true, "", [], [], []) { Constants = ["load", "load_constant", "types", "typesConstant"] });

        Assert.Equal(names.Count, names.Distinct().Count());
    }

    [Fact]
    public void Generated_names_of_unnamed_nested_types_are_never_too_long_for_the_compiler()
    {
        var btf = new RawBtf();
        var type = btf.Int("int", 4);
        for (var depth = 0; depth < 12; depth++)
        {
            type = btf.Struct(0, 4, (btf.Name($"{new string('n', 180)}{depth}"), type, 0));
        }

        btf.Section(".bss", 4, (btf.Variable("v", type), 0, 4));
        var elf = new RawElf();
        elf.Section(elf.Name(".bss"), 0, 4, type: RawElf.NoBits);
        elf.Section(".BTF", btf.Build(), 0);
        ShouldCompile(elf.Build(), mustSucceed: true);
    }

    private static void ShouldCompile(ElfBuilder builder) => ShouldCompile(builder.Build());

    private static void ShouldCompile(byte[] bytes, bool mustSucceed = false)
    {
        using var project = new TestProject().WithObject("probe.o", bytes);
        var run = project.Run();

        Assert.DoesNotContain("BPFGEN099", run.Ids);
        Assert.True(!mustSucceed || !run.Errors.Any());
        if (!run.Errors.Any())
        {
            run.Compile();
        }
    }
}
