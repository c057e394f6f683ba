using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using BpfGen.Generator.Tests.Support;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>
/// The dependency rules of ARCHITECTURE.md. A room is a first-level folder of generator/ or runtime/. Each room may use only the rooms that
/// these tests list for it.
/// </summary>
public sealed class ArchitectureTests
{
    private const int MostFilesInFolder = 25;

    private static readonly Lazy<RoomGraph> Generator = new(() => RoomGraph.Read("generator", "BPFGEN_GENERATOR"));
    private static readonly Lazy<RoomGraph> Runtime = new(() => RoomGraph.Read("runtime", "NET", "NET10_0_OR_GREATER"));

    public static TheoryData<string, string> GeneratorRooms => new()
    {
        { RoomGraph.Common, "" },
        { "Collections", "" },
        { "Diagnostics", "Collections" },
        { "Analyzers", "Diagnostics" },
        { "Model", "common Collections Diagnostics" },
        { "Input", "common Collections Diagnostics Model" },
        { "Elf", "Diagnostics" },
        { "Btf", "common Diagnostics Elf" },
        { "Typing", "common Collections Diagnostics Model Btf" },
        { "Linking", "common Collections Diagnostics Model Elf Btf Typing" },
        { "Checks", "common Collections Diagnostics Model" },
        { "Emission", "common Collections Diagnostics Model" },
        { "Signing", "common Collections Diagnostics Model" },
        { RoomGraph.Root, "common Collections Diagnostics Model Input Elf Linking Checks Emission Signing" },
    };

    public static TheoryData<string, string> RuntimeRooms => new()
    {
        { RoomGraph.Common, "" },
        { "Contract", "common" },
        { "Definitions", "common" },
        { "Interop", "common" },
        { "Errors", "common Interop" },
        { "Host", "common Interop Errors" },
        { "Symbols", "common Interop Errors Host" },
        { "Btf", "common Interop Errors Host Symbols" },
        { "KernelConfig", "common Interop Errors" },
        { "Features", "common Interop Errors Host Btf" },

        // These folders may use each other: handles create readers and links (map.OpenReader(), program.Attach()), and maps and programs
        // refer to each other.
        { "Maps", "common Interop Errors Host Symbols Btf  Programs Buffers Links" },
        { "Programs", "common Interop Errors Host Symbols Btf Features Maps  Links" },

        { "Buffers", "common Interop Errors Host Maps" },
        { "Links", "common Interop Errors Host Symbols Features Maps Programs" },
        { "Loading", "common Interop Errors Host Btf KernelConfig Maps Programs Links" },
    };

    public static TheoryData<string, string> ToolRooms => new()
    {
        { "CSource", "" },
        { "Files", "" },
        { "Disassembly", "" },
        { "Inspection", "" },
        { "MinimalBtf", "Files" },
        { "Guest", "" },
        { "Verification", "Files Guest" },
        { "Commands", "CSource Disassembly Inspection MinimalBtf Verification Files" },
        { RoomGraph.Root, "Commands Guest" },
    };

    [Theory]
    [MemberData(nameof(GeneratorRooms))]
    public void A_folder_of_the_generator_uses_only_the_folders_listed_for_it(string room, string allowed) =>
        AssertUsesOnly(Generator.Value, room, allowed);

    [Theory]
    [MemberData(nameof(RuntimeRooms))]
    public void A_folder_of_the_runtime_uses_only_the_folders_listed_for_it(string room, string allowed) =>
        AssertUsesOnly(Runtime.Value, room, allowed);

    /// <summary>
    /// In the tool, each folder has a namespace of its own, so the namespaces that a file uses show which folders it uses.
    /// </summary>
    [Theory]
    [MemberData(nameof(ToolRooms))]
    public void A_folder_of_the_tool_uses_only_the_folders_listed_for_it(string room, string allowed)
    {
        var rooms = allowed.Split(' ', StringSplitOptions.RemoveEmptyEntries).Append(room).ToList();
        var files = SourceFiles.Below("tool").Where(file => RoomOfTool(file) == room).ToList();

        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.Subset(
            rooms.ToHashSet(),
            Regex.Matches(File.ReadAllText(file), @"BpfGen\.Tool\.(\w+)").Select(match => match.Groups[1].Value).ToHashSet()));
    }

    [Fact]
    public void The_C_source_of_the_tool_can_be_compiled_into_other_projects() =>
        ShouldNotMention("tool/CSource", "BpfGen.Generator");

    [Fact]
    public void Every_first_level_folder_has_a_list_of_allowed_folders()
    {
        Assert.Equal(Names(ToolRooms), SourceFiles.Below("tool").Select(RoomOfTool).Distinct().Order());
        Assert.Equal(Names(GeneratorRooms), Generator.Value.Rooms.Order());
        Assert.Equal(Names(RuntimeRooms), Runtime.Value.Rooms.Order());
    }

    [Theory]
    [InlineData("generator", "BpfGen.Generator")]
    [InlineData("runtime", "BpfGen")]
    [InlineData("tool", "BpfGen.Tool")]
    public void An_internal_type_has_the_namespace_of_its_first_level_folder(string project, string root)
    {
        foreach (var file in SourceFiles.Below(project).Where(file => Path.GetFileName(file) != "Program.cs"))
        {
            var room = Path.GetRelativePath(Path.Combine(Repository.Root, project), file).Split('/') is [var first, _, ..]
                ? $"{root}.{first}"
                : root;
            var text = File.ReadAllText(file);

            // The public API has one namespace, and public types that only generated code uses have another.
            string[] expected = Regex.IsMatch(text, @"^public ", RegexOptions.Multiline) && project == "runtime"
                ? ["BpfGen", "BpfGen.Loading"]
                : [room];
            var found = Regex.Match(text, @"^namespace ([\w.]+);", RegexOptions.Multiline).Groups[1].Value;
            Assert.True(expected.Contains(found), $"{file} has the namespace {found}, not {string.Join(" or ", expected)}");
        }
    }

    [Theory]
    [InlineData("generator")]
    [InlineData("runtime")]
    [InlineData("common")]
    [InlineData("tool")]
    public void A_folder_has_at_most_25_files(string project)
    {
        foreach (var folder in SourceFiles.Below(project).GroupBy(Path.GetDirectoryName))
        {
            Assert.True(folder.Count() <= MostFilesInFolder, $"{folder.Key} has {folder.Count()} files, more than {MostFilesInFolder}");
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
    [InlineData("Signing")]
    public void Folders_that_must_not_use_Roslyn_do_not_mention_Roslyn(string room) =>
        ShouldNotMention("generator/" + room, "Microsoft.CodeAnalysis");

    [Fact]
    public void Only_the_class_ObjectFile_of_the_generator_reads_the_disk()
    {
        foreach (var file in SourceFiles.Below("generator").Where(file => Path.GetFileName(file) != "ObjectFile.cs"))
        {
            Assert.DoesNotMatch(@"\b(File|Directory)\.\w+\(|new File(Stream|Info)\(", File.ReadAllText(file));
        }
    }

    [Fact]
    public void The_folders_Checks_and_Emission_do_not_use_the_bytes_of_the_object_file()
    {
        // The folder Packing is an exception, because it packs the numbers of the model into new bytes.
        ShouldNotMention("generator/Checks", "byte[]");
        ShouldNotMention("generator/Emission", "byte[]", except: "/Packing/");
    }

    [Fact]
    public void The_runtime_parses_ELF_files_only_in_the_folder_Symbols()
    {
        // Search for the magic number and the machine of ELF files, because every ELF parser compares them.
        foreach (var file in SourceFiles.Below("runtime").Where(file => !file.Contains("/Symbols/")))
        {
            Assert.DoesNotMatch(@"0x464c457f|\b0x7f, ?(0x45|\(byte\)'E')|ELFCLASS|EM_BPF|UserBinary\.TryOpen", File.ReadAllText(file));
        }
    }

    [Fact]
    public void The_folder_Loading_does_not_use_the_symbols_of_user_binaries() =>
        Assert.DoesNotContain(
            Runtime.Value.References, reference => reference is { From: "Loading" or "Interop" or "Contract", To: "Symbols" });

    [Fact]
    public void Only_the_folder_Interop_declares_system_calls()
    {
        foreach (var file in SourceFiles.Below("runtime").Where(file => !file.Contains("/Interop/")))
        {
            Assert.DoesNotMatch("LibraryImport|DllImport", File.ReadAllText(file));
        }
    }

    [Fact]
    public void Argument_exceptions_of_the_runtime_do_not_depend_on_framework_resources()
    {
        // If its constructor gets a parameter name, ArgumentException adds the text "(Parameter 'x')" from the framework's resources. A
        // program published with UseSystemResourceKeys does not have these resources.
        foreach (var file in SourceFiles.Below("runtime"))
        {
            Assert.DoesNotMatch(
                @"new (System\.)?(ArgumentOutOfRangeException\(|ArgumentException\([^;]*nameof\(\w+\)\))", File.ReadAllText(file));
        }
    }

    private static string RoomOfTool(string file) =>
        Path.GetRelativePath(Path.Combine(Repository.Root, "tool"), file).Split('/') is [var first, _, ..] ? first : RoomGraph.Root;

    private static void AssertUsesOnly(RoomGraph graph, string room, string allowed)
    {
        var rooms = allowed.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.DoesNotContain(graph.References, reference => reference.From == room && !rooms.Contains(reference.To));
    }

    private static IEnumerable<string> Names(TheoryData<string, string> rooms) => rooms.Select(row => row.Data.Item1).Order();

    private static void ShouldNotMention(string folder, string text, string? except = null)
    {
        foreach (var file in SourceFiles.Below(folder).Where(file => except is null || !file.Contains(except)))
        {
            Assert.False(File.ReadAllText(file).Contains(text), $"{file} mentions {text}");
        }
    }
}
