using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using BpfGen.Generator.Tests.Support;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>Data flows one way, and so do the references between the rooms: ARCHITECTURE.md shows the road.</summary>
public sealed class ArchitectureTests
{
    public static TheoryData<string, string> Rooms => new()
    {
        { "Elf", "Diagnostics" },
        { "Btf", "Elf Diagnostics" },
        { "Typing", "Btf Model Diagnostics" },
        { "Linking", "Elf Btf Typing Model Diagnostics" },
        { "Model", "Diagnostics" },
        { "Diagnostics", "Model" },
        { "Checks", "Model Diagnostics" },
        { "Emission", "Model" },
        { "Input", "Elf Linking Model Diagnostics" },
    };

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_room_uses_only_what_lies_before_it_on_the_road(string room, string allowed)
    {
        foreach (var (file, used) in Usings("generator/" + room, @"BpfGen\.Generator\.(\w+)"))
        {
            Assert.True(used == room || allowed.Split(' ').Contains(used), $"{file} uses {used}");
        }
    }

    [Theory]
    [InlineData("Elf")]
    [InlineData("Btf")]
    [InlineData("Typing")]
    [InlineData("Linking")]
    [InlineData("Model")]
    [InlineData("Checks")]
    [InlineData("Emission")]
    public void A_room_of_pure_logic_knows_nothing_of_Roslyn(string room) => ShouldNotMention("generator/" + room, "Microsoft.CodeAnalysis");

    [Theory]
    [InlineData("Elf")]
    [InlineData("Btf")]
    [InlineData("Typing")]
    [InlineData("Linking")]
    [InlineData("Model")]
    [InlineData("Checks")]
    [InlineData("Emission")]
    [InlineData("Diagnostics")]
    public void Only_the_input_reads_the_disk(string room) => ShouldNotMention("generator/" + room, "File.Open");

    [Fact]
    public void Checks_and_emission_see_no_bytes_of_ELF()
    {
        ShouldNotMention("generator/Checks", "byte[]");
        ShouldNotMention("generator/Emission", "byte[]");
    }

    [Fact]
    public void The_runtime_never_sees_ELF() => ShouldNotMention("runtime", "Elf");

    [Fact]
    public void Symbols_of_user_binaries_are_for_attaching_only()
    {
        foreach (var room in new[] { "Loading", "Interop", "Maps", "Contract" })
        {
            ShouldNotMention("runtime/" + room, "BpfGen.Symbols");
            ShouldNotMention("runtime/" + room, "UserBinary");
        }
    }

    [Fact]
    public void System_calls_are_in_one_room()
    {
        foreach (var file in Files("runtime").Where(file => !file.Contains("/Interop/")))
        {
            Assert.DoesNotContain("LibraryImport", File.ReadAllText(file));
        }
    }

    [Fact]
    public void The_room_of_system_calls_knows_no_other()
    {
        foreach (var file in Files("runtime/Interop"))
        {
            Assert.DoesNotMatch(@"\b(BpfMap|BpfProgram|BpfLink|BpfException|ObjectLoader|Hints)\b", File.ReadAllText(file));
        }
    }

    [Fact]
    public void What_is_said_of_an_argument_is_said_without_resources_of_NET()
    {
        // ArgumentException puts "(Parameter 'x')" behind the message, which a program published with UseSystemResourceKeys does not have.
        foreach (var file in Files("runtime"))
        {
            Assert.DoesNotMatch(@"new (System\.)?(ArgumentOutOfRangeException\(|ArgumentException\([^;]*nameof\(\w+\)\))", File.ReadAllText(file));
        }
    }

    private static void ShouldNotMention(string folder, string text)
    {
        foreach (var file in Files(folder))
        {
            Assert.False(File.ReadAllText(file).Contains(text), $"{file} mentions {text}");
        }
    }

    private static IEnumerable<(string File, string Room)> Usings(string folder, string pattern) =>
        from file in Files(folder)
        from match in Regex.Matches(File.ReadAllText(file), pattern)
        select (file, match.Groups[1].Value);

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/") && !file.Contains("/bin/"));
}
