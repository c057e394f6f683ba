using System.Linq;
using System.Reflection;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>
/// Definitions, which describe the contents of an object file as data. Only the test that compares a definition with a loaded object needs
/// a kernel.
/// </summary>
[Collection(KernelTests.Name)]
public sealed class DefinitionTests
{
    [Fact]
    public void The_definition_of_an_object_describes_its_maps_programs_variables_and_types()
    {
        var definition = Locks.Definition;

        Assert.Equal(("locks.o", "GPL", true), (definition.Name, definition.License, definition.IsLittleEndian));
        Assert.Contains("cgroup_skb/egress", definition.Sections);
        var map = definition.Maps.Single(map => map.Name == "by_key");
        Assert.Equal(("ByKey", MapType.Hash, 4, 520, 8u), (map.Property, map.Type, map.KeySize, map.ValueSize, map.MaxEntries));
        Assert.Equal(("uint", "Types.Block", null, true), (map.KeyType, map.ValueType, map.PinPath, map.AutoCreate));
        var program = Assert.Single(definition.Programs);
        Assert.Equal(
            ("on_packet", "OnPacket", ProgramType.CgroupSkb, AttachType.CgroupInetEgress),
            (program.Name, program.Property, program.Type, program.ExpectedAttachType));
        Assert.Equal(["by_index", "by_key", "unlocked"], program.Maps.Order());
        Assert.Contains(definition.Types, type => (type.Name, type.TypeName, type.Size) == ("struct block", "Types.Block", 520));
        Assert.Same(definition, Locks.Definition);
        Assert.Equal("locks.o", definition.ToString());
    }

    [Fact]
    public void The_definition_of_a_variable_has_its_section_offset_size_and_type()
    {
        var step = Options.Definition.Variables.Single(variable => variable.Name == "step");

        Assert.Equal((".rodata", true), (step.Section, step.IsReadOnly));
        Assert.True(step.Size > 0 && step.Type.Length > 0);
        Assert.Contains(Options.Definition.Maps, map => map is { Section: ".rodata", IsReadOnly: true, Name: "options.rodata" });
        Assert.All(
            Options.Definition.Variables,
            variable => Assert.InRange(
                variable.Offset + variable.Size,
                1,
                Options.Definition.Maps.Single(map => map.Section == variable.Section).ValueSize));
    }

    [Fact]
    public void The_definition_of_a_map_of_maps_contains_the_definition_of_its_inner_maps()
    {
        var outer = Slots.Definition.Maps.Single(map => map.Property == "ByIndex");

        Assert.Equal((MapType.Array, 8), (outer.Inner?.Type, outer.Inner?.ValueSize));
    }

    [Fact]
    public void Every_loaded_map_and_program_matches_its_definition()
    {
        Kernel.NetworkRequired();
        using var slots = Slots.Load();
        using var options = Options.Load();
        using var cgroups = Cgroups.Load();

        AssertSame(slots, Slots.Definition);
        AssertSame(options, Options.Definition);
        AssertSame(cgroups, Cgroups.Definition);
    }

    /// <summary>
    /// For every object in these tests: if the generated class has a property for a map or program, the definition has an entry for it.
    /// </summary>
    [Fact]
    public void The_definition_of_every_test_object_lists_all_its_maps_and_programs()
    {
        var classes = typeof(DefinitionTests).Assembly.GetTypes()
            .Where(
                type => !type.IsAbstract
                    && type.GetProperty("Definition", BindingFlags.Static | BindingFlags.Public)?.PropertyType == typeof(ObjectDefinition))
            .ToList();

        Assert.True(classes.Count > 30);
        foreach (var type in classes)
        {
            var definition = (ObjectDefinition)type.GetProperty("Definition")!.GetValue(null)!;
            var expected = type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
                .Where(property => property.PropertyType.IsAssignableTo(typeof(BpfMap))
                    || property.PropertyType.IsAssignableTo(typeof(BpfProgram)))
                .Select(property => property.Name);
            Assert.Equal(
                expected, definition.Maps.Select(map => map.Property!).Concat(definition.Programs.Select(program => program.Property)));
        }
    }

    private static void AssertSame(object loaded, ObjectDefinition definition)
    {
        foreach (var map in definition.Maps)
        {
            var actual = (BpfMap)loaded.GetType().GetProperty(map.Property!)!.GetValue(loaded)!;
            Assert.Equal(
                (map.Name, map.Type, map.KeySize, map.ValueSize, map.MaxEntries, map.Flags),
                (actual.Name, actual.Type, actual.KeySize, actual.ValueSize, actual.MaxEntries, actual.Flags));
        }

        foreach (var program in definition.Programs)
        {
            var actual = (BpfProgram)loaded.GetType().GetProperty(program.Property)!.GetValue(loaded)!;
            Assert.Equal(
                (program.Name, program.Type, program.Section, program.Target, program.AutoLoad),
                (actual.Name, actual.Type, actual.Section, actual.Target, actual.IsLoaded));
        }
    }
}
