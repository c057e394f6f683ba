using System.Linq;
using BpfGen.Generator.Model;
using BpfGen.Generator.Tests.Support;
using BpfGen.Wire;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>Variables that stand in an arena.</summary>
public sealed class ArenaTests
{
    [Fact]
    public void A_variable_in_an_arena_is_a_place_in_the_arenas_memory()
    {
        var model = Linked.Probe("linking/arena.o");
        var arena = model.Maps.ToList().FindIndex(map => map.Type == MapType.Arena);

        var reference = model.Functions.Single().Relocations.First(relocation => relocation.Index == arena);

        Assert.Equal(RelocationKind.MapValue, reference.Kind);
        Assert.Equal((1000ul, "Types.AddrSpace1Variables"), (model.Maps[arena].Data!.Words[0], model.Maps[arena].Variables));
        Assert.Equal((0u, 0u), (model.Maps[arena].KeyType, model.Maps[arena].ValueType));
    }

    [Fact]
    public void Variables_without_an_arena_are_an_error()
    {
        var builder = new ElfBuilder().WithProgram("run").WithSection(".addr_space.1", new byte[8]);
        using var project = new TestProject().WithObject("probe.o", builder.Build());

        Assert.Contains("need a map of type BPF_MAP_TYPE_ARENA, but the object has none", project.Run().Message("BPFGEN014"));
    }

    [Fact]
    public void A_second_arena_is_an_error()
    {
        var builder = new ElfBuilder().WithProgram("run").WithMap("one", type: 33).WithMap("two", type: 33);
        using var project = new TestProject().WithObject("probe.o", builder.Build());

        Assert.Contains("an object can have only one arena, and map 'one' is already one", project.Run().Message("BPFGEN014"));
    }
}
