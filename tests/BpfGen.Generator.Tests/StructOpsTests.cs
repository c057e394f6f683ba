using System.Linq;
using BpfGen.Btf;
using BpfGen.Generator.Model;
using BpfGen.Generator.Tests.Support;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>Struct_ops maps: structs of callbacks that an object registers with the kernel.</summary>
public sealed class StructOpsTests
{
    private static readonly ObjectModel Congestion = Linked.Probe("struct_ops/congestion.o");

    [Fact]
    public void The_callbacks_of_a_struct_ops_map_refer_to_their_programs()
    {
        var members = Struct("plain").Members.Where(member => member.Program is not null);

        Assert.Equal(
            [("ssthresh", "slow_start"), ("cong_avoid", "avoid"), ("undo_cwnd", "undo"), ("init", "start"), ("release", "end")],
            members.Select(member => (member.Name, Congestion.Programs[member.Program!.Value].Name)));
    }

    [Fact]
    public void The_struct_name_of_a_struct_ops_map_loses_its_flavor_suffix()
    {
        Assert.Equal("tcp_congestion_ops", Struct("linked").TypeName);
    }

    [Fact]
    public void A_struct_ops_map_includes_members_with_numbers_and_omits_null_pointers()
    {
        Assert.Equal(
            ["name", "flags", "no_kernel_has_this", "undo_cwnd", "cong_avoid", "ssthresh"],
            Struct("linked").Members.Select(member => member.Name));
    }

    [Fact]
    public void The_section_of_a_struct_ops_map_determines_its_flags_and_whether_it_is_created()
    {
        var maps = Congestion.Maps.Where(map => map.StructOps is not null).ToDictionary(map => map.Name);

        Assert.Equal((0u, true), (maps["plain"].Flags, maps["plain"].AutoCreate));
        Assert.Equal((1u << 13, true), (maps["linked"].Flags, maps["linked"].AutoCreate));
        Assert.False(maps["spare"].AutoCreate);
    }

    [Fact]
    public void A_struct_ops_program_is_loaded_by_default_only_if_a_map_that_uses_it_is_created()
    {
        var programs = Congestion.Programs.ToDictionary(program => program.Name);

        Assert.True(programs["end"].AutoLoad);
        Assert.False(programs["unused"].AutoLoad);
    }

    [Fact]
    public void A_struct_ops_section_without_BTF_is_an_error()
    {
        var builder = new ElfBuilder().WithProgram("run", "struct_ops/run").WithSection(".struct_ops", new byte[16]);
        using var project = new TestProject().WithObject("probe.o", builder.Build());

        Assert.StartsWith("The object has no BTF, which section '.struct_ops' requires.", project.Run().Message("BPFGEN036"));
    }

    [Fact]
    public void Two_relocations_at_one_place_of_a_struct_ops_variable_are_an_error()
    {
        var btf = new RawBtf();
        var number = btf.Int("int", 4);
        var pointer = btf.Pointer(btf.Add(BtfKind.FunctionPrototype, 0, 0, number));
        var type = btf.Struct(btf.Name("ops"), 8, (btf.Name("call"), pointer, 0));
        btf.Section(".struct_ops", 8, (btf.Variable("mine", type), 0, 8));
        var elf = new RawElf();
        var code = elf.Section("struct_ops/run", ElfBuilder.Code(0xb7, 0x95), RawElf.Code);
        var program = elf.Symbol(elf.Name("run"), code, 0, 16);
        var section = elf.Section(".struct_ops", new byte[8]);
        elf.Relocate(section, 0, program);
        elf.Relocate(section, 0, program);
        elf.Section(".BTF", btf.Build(), 0);
        using var project = new TestProject().WithObject("probe.o", elf.Build());

        var run = project.Run();

        Assert.Contains("struct 'mine'", run.Message("BPFGEN014"));
        Assert.Contains("it has two relocations at offset 0", run.Message("BPFGEN014"));
        Assert.DoesNotContain("BPFGEN099", run.Ids);
    }

    private static StructOpsModel Struct(string name) => Congestion.Maps.Single(map => map.Name == name).StructOps!;
}
