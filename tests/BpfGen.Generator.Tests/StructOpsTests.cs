using System.Linq;
using BpfGen.Generator.Model;
using BpfGen.Generator.Tests.Support;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>Struct_ops maps: structs of callbacks that an object registers with the kernel.</summary>
public sealed class StructOpsTests
{
    private static readonly ObjectModel Congestion = Linked.Probe("struct_ops/congestion.o");

    [Fact]
    public void Callback_members_refer_to_their_programs()
    {
        var members = Struct("plain").Members.Where(member => member.Program is not null);

        Assert.Equal(
            [("ssthresh", "slow_start"), ("cong_avoid", "avoid"), ("undo_cwnd", "undo"), ("init", "start"), ("release", "end")],
            members.Select(member => (member.Name, Congestion.Programs[member.Program!.Value].Name)));
    }

    [Fact]
    public void The_type_name_loses_its_CO_RE_flavor_suffix()
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
    public void The_section_of_a_struct_determines_the_map_flags_and_whether_the_map_is_created()
    {
        var maps = Congestion.Maps.Where(map => map.StructOps is not null).ToDictionary(map => map.Name);

        Assert.Equal((0u, true), (maps["plain"].Flags, maps["plain"].AutoCreate));
        Assert.Equal((1u << 13, true), (maps["linked"].Flags, maps["linked"].AutoCreate));
        Assert.False(maps["spare"].AutoCreate);
    }

    [Fact]
    public void A_struct_ops_program_loads_by_default_only_if_a_struct_that_is_created_uses_it()
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

    private static StructOpsModel Struct(string name) => Congestion.Maps.Single(map => map.Name == name).StructOps!;
}
