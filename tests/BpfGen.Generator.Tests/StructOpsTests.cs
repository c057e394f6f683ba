using System.Linq;
using BpfGen.Generator.Model;
using BpfGen.Generator.Tests.Support;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>Structs of functions that an object gives the kernel.</summary>
public sealed class StructOpsTests
{
    private static readonly ObjectModel Congestion = Linked.Probe("struct_ops/congestion.o");

    [Fact]
    public void A_struct_says_which_program_each_of_its_functions_is()
    {
        var members = Struct("plain").Members.Where(member => member.Program is not null);

        Assert.Equal(
            [("ssthresh", "slow_start"), ("cong_avoid", "avoid"), ("undo_cwnd", "undo"), ("init", "start"), ("release", "end")],
            members.Select(member => (member.Name, Congestion.Programs[member.Program!.Value].Name)));
    }

    [Fact]
    public void The_name_of_a_variant_is_the_kernels()
    {
        Assert.Equal("tcp_congestion_ops", Struct("linked").TypeName);
    }

    [Fact]
    public void What_is_set_with_numbers_is_described_and_a_pointer_that_is_not_set_is_left_out()
    {
        Assert.Equal(
            ["name", "flags", "no_kernel_has_this", "undo_cwnd", "cong_avoid", "ssthresh"], Struct("linked").Members.Select(member => member.Name));
    }

    [Fact]
    public void The_section_says_how_a_struct_is_registered_and_whether_it_is_made()
    {
        var maps = Congestion.Maps.Where(map => map.StructOps is not null).ToDictionary(map => map.Name);

        Assert.Equal((0u, true), (maps["plain"].Flags, maps["plain"].AutoCreate));
        Assert.Equal((1u << 13, true), (maps["linked"].Flags, maps["linked"].AutoCreate));
        Assert.False(maps["spare"].AutoCreate);
    }

    [Fact]
    public void A_program_is_loaded_where_a_struct_that_has_it_is_made()
    {
        var programs = Congestion.Programs.ToDictionary(program => program.Name);

        Assert.True(programs["end"].AutoLoad);
        Assert.False(programs["unused"].AutoLoad);
    }

    [Fact]
    public void A_struct_without_types_is_an_error()
    {
        var builder = new ElfBuilder().WithProgram("run", "struct_ops/run").WithSection(".struct_ops", new byte[16]);
        using var project = new TestProject().WithObject("probe.o", builder.Build());

        Assert.Contains("in section '.struct_ops' is not valid: the object has no BTF for the section", project.Run().Message("BPFGEN014"));
    }

    private static StructOpsModel Struct(string name) => Congestion.Maps.Single(map => map.Name == name).StructOps!;
}
