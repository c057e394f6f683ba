using System.Linq;
using BpfGen.Generator.Model;
using BpfGen.Generator.Tests.Support;
using BpfGen.Wire;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>Global variables in an arena (section <c>.addr_space.1</c>).</summary>
public sealed class ArenaTests
{
    [Fact]
    public void A_reference_to_an_arena_variable_becomes_a_map_value_relocation()
    {
        var model = Linked.Probe("linking/arena.o");
        var arena = model.Maps.ToList().FindIndex(map => map.Type == MapType.Arena);

        var reference = model.Functions.Single().Relocations.First(relocation => relocation.Index == arena);

        Assert.Equal(RelocationKind.MapValue, reference.Kind);
        Assert.Equal((1000ul, "Types.AddrSpace1Variables"), (model.Maps[arena].Data!.Words[0], model.Maps[arena].Variables));
        Assert.Equal((0u, 0u), (model.Maps[arena].KeyType, model.Maps[arena].ValueType));
    }

    [Fact]
    public void Variables_in_an_arena_are_an_error_if_the_object_has_no_arena_map()
    {
        var builder = new ElfBuilder().WithProgram("run").WithSection(".addr_space.1", new byte[8]);
        using var project = new TestProject().WithObject("probe.o", builder.Build());

        Assert.Contains("need a map of type BPF_MAP_TYPE_ARENA, but the object has none", project.Run().Message("BPFGEN014"));
    }

    [Fact]
    public void A_second_arena_map_is_an_error()
    {
        var builder = new ElfBuilder().WithProgram("run").WithMap("one", type: 33).WithMap("two", type: 33);
        using var project = new TestProject().WithObject("probe.o", builder.Build());

        Assert.Contains("an object can have only one arena, and map 'one' is already one", project.Run().Message("BPFGEN014"));
    }
}
