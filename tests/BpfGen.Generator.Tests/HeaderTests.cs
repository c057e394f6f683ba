using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Model;
using BpfGen.Generator.Tests.Support;
using BpfGen.KernelFacts;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>The C headers of the package. With these headers, sources compile to the same code as with the headers of libbpf.</summary>
public sealed class HeaderTests
{
    private const string LibbpfFolder = "/usr/include/bpf";
    private const int NewestMinor = 99;

    private static readonly string Bundled = Path.Combine(Repository.Root, "build", "include");
    private static readonly string Sources = Path.Combine(Repository.Root, "tests", "BpfGen.Generator.Tests", "Headers");

    private static readonly Regex Helper = new(
        @"\(\*const (?<name>\w+)\)\([^;]*\) = \(void \*\)(?<number>\d+);", RegexOptions.CultureInvariant);

    [Theory]
    [InlineData("core.bpf.c")]
    [InlineData("helpers.bpf.c")]
    [InlineData("tracing.bpf.c")]
    public void A_source_compiles_to_the_same_code_with_the_headers_of_the_package_and_of_libbpf(string source)
    {
        Assert.SkipUnless(Directory.Exists(LibbpfFolder), "Requires libbpf-dev.");
        var folder = Directory.CreateTempSubdirectory("bpfgen-libbpf-").FullName;
        Directory.CreateSymbolicLink(Path.Combine(folder, "bpf"), LibbpfFolder);
        try
        {
            var (ours, theirs) = (Compile(source, Bundled, InstalledMinor()), Compile(source, folder, InstalledMinor()));

            Assert.NotEmpty(ours.Programs);
            Assert.Equal(theirs.Programs, ours.Programs);
            Assert.Equal(theirs.Maps, ours.Maps);
            Assert.Equal(theirs.KernelSymbols, ours.KernelSymbols);
            Assert.Equal(theirs.ValueTypes, ours.ValueTypes);
            Assert.Equal(theirs.Functions.Select(Code), ours.Functions.Select(Code));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("core.bpf.c")]
    [InlineData("helpers.bpf.c")]
    [InlineData("tracing.bpf.c")]
    [InlineData("usdt.bpf.c")]
    public void A_C_test_source_compiles_without_system_headers_and_without_warnings(string source)
    {
        foreach (var architecture in (string[])["x86", "arm64"])
        {
            Assert.NotEmpty(Compile(source, Bundled, NewestMinor, architecture, "-nostdinc").Programs);
        }
    }

    [Fact]
    public void Only_a_program_that_reads_registers_must_define_the_target_architecture()
    {
        var program = Path.Combine(Sources, "tracing.bpf.c");

        var error = Assert.ThrowsAny<Exception>(() =>
            Clang.Compile(program, "-nostdinc", "-isystem", Bundled, $"-DLIBBPF_MINOR={NewestMinor}"));

        Assert.Contains(
            "Define the architecture, such as __TARGET_ARCH_x86 or __TARGET_ARCH_arm64.", error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(Clang.Compile(
            Path.Combine(Sources, "core.bpf.c"), "-nostdinc", "-isystem", Bundled, $"-DLIBBPF_MINOR={NewestMinor}"));
    }

    [Fact]
    public void The_C_headers_of_the_package_declare_every_helper_with_its_number()
    {
        var declared = Helper.Matches(File.ReadAllText(Path.Combine(Bundled, "bpf", "bpf_helper_defs.h")))
            .ToDictionary(
                match => int.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture), match => match.Groups["name"].Value);

        var known = HelperRows().ToDictionary(row => row.Number, row => "bpf_" + row.Name);

        Assert.Equal(known.OrderBy(pair => pair.Key), declared.OrderBy(pair => pair.Key));
    }

    [Fact]
    public void The_C_headers_of_the_package_state_the_first_kernel_and_the_license_of_every_helper()
    {
        var text = File.ReadAllText(Path.Combine(Bundled, "bpf", "bpf_helper_defs.h"));

        Assert.All(HelperRows(), row => Assert.Contains(
            $"/* {row.Number}: Linux {row.Since}{(row.IsGpl ? ", GPL" : "")} */\n", text, StringComparison.Ordinal));
    }

    private static IEnumerable<(int Number, string Name, string Since, bool IsGpl)> HelperRows() =>
        System.Text.Encoding.UTF8.GetString(HelperTable.Rows).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(row => (int.Parse(row[0], CultureInfo.InvariantCulture), row[1], row[2], row[3] == "gpl"));

    private static (string Name, string Instructions, string Relocations) Code(FunctionModel function) =>
        (function.Name, string.Join(" ", function.Instructions), string.Join(" ", function.Relocations));

    private static ObjectModel Compile(string source, string headers, int minor, string architecture = "x86", params string[] options)
    {
        var bytes = Clang.Compile(
            Path.Combine(Sources, source), [.. options, "-isystem", headers, $"-DLIBBPF_MINOR={minor}", $"-D__TARGET_ARCH_{architecture}"]);
        var problems = new ProblemList();
        var model = ObjectReader.Link(bytes, TypeRequests.None, problems, TestContext.Current.CancellationToken);
        Assert.NotNull(model);
        return model;
    }

    private static int InstalledMinor()
    {
        var version = File.ReadAllText(Path.Combine(LibbpfFolder, "libbpf_version.h"));
        return int.Parse(Regex.Match(version, @"LIBBPF_MINOR_VERSION (\d+)").Groups[1].Value, CultureInfo.InvariantCulture);
    }
}
