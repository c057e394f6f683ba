using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using BpfGen.Generator.Tests.Support;
using BpfGen.Testing;
using Xunit;

namespace BpfGen.Tool.Tests;

/// <summary>The package BpfGen.Testing runs the generator as a build does, with results that a test can compare with a snapshot.</summary>
public sealed class ProbeGeneratorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bpfgen-testing-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_source_is_the_class_of_the_object_in_the_root_namespace()
    {
        var probe = ProbeGenerator.Run(Probe("a"), new() { RootNamespace = "Monitor" });

        Assert.Contains("namespace Monitor", probe.Source, StringComparison.Ordinal);
        Assert.Contains("partial class Probe", probe.Source, StringComparison.Ordinal);
        Assert.DoesNotContain(probe.Diagnostics, line => line.StartsWith("error", StringComparison.Ordinal));
    }

    [Fact]
    public void The_results_are_the_same_in_two_folders()
    {
        var metadata = new Dictionary<string, string> { ["BpfRequireMaps"] = "events;missing" };

        var first = ProbeGenerator.Run(Probe("a"), new() { Metadata = metadata });
        var second = ProbeGenerator.Run(Probe("b/c"), new() { Metadata = metadata });

        Assert.Equal(first.Files, second.Files);
        Assert.Equal(first.Diagnostics, second.Diagnostics);
        Assert.Equal(first.Contents, second.Contents);
    }

    [Fact]
    public void An_unmet_requirement_is_an_error()
    {
        var options = new ProbeGeneratorOptions { Metadata = new Dictionary<string, string> { ["BpfRequireMaps"] = "missing" } };

        var probe = ProbeGenerator.Run(Probe("a"), options);

        Assert.Contains(
            probe.Diagnostics,
            line => line.StartsWith("error BPFGEN007: probe.o has no map 'missing'", StringComparison.Ordinal));
    }

    [Fact]
    public void A_property_of_the_project_is_passed_to_the_generator()
    {
        var options = new ProbeGeneratorOptions { Properties = new Dictionary<string, string> { ["BpfMinKernel"] = "4.0" } };

        var probe = ProbeGenerator.Run(Probe("a"), options);

        Assert.Contains(probe.Diagnostics, line => line.Contains("BpfMinKernel is 4.0", StringComparison.Ordinal));
    }

    [Fact]
    public void Attributes_in_the_code_of_the_project_are_read()
    {
        const string Code = """
            using BpfGen;

            namespace Monitor;

            [BpfObject("probe.o")]
            internal sealed partial class Packets;
            """;

        var probe = ProbeGenerator.Run(Probe("a"), new() { Code = Code });

        Assert.Contains("partial class Packets", probe.Source, StringComparison.Ordinal);
    }

    [Fact]
    public void The_contents_are_the_JSON_of_the_tool()
    {
        using var contents = JsonDocument.Parse(ProbeGenerator.Run(Probe("a")).Contents);

        Assert.Equal("events", contents.RootElement.GetProperty("maps")[0].GetProperty("name").GetString());
        Assert.DoesNotContain(_folder, contents.RootElement.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_object_has_a_diagnostic_and_neither_source_nor_contents()
    {
        var path = Path.Combine(_folder, "damaged.o");
        File.WriteAllBytes(path, [0x7f, 0x45, 0x4c, 0x46, 1, 2, 3]);

        var probe = ProbeGenerator.Run(path);

        Assert.StartsWith("error BPFGEN003: ", Assert.Single(probe.Diagnostics), StringComparison.Ordinal);
        Assert.Equal("", probe.Source);
        Assert.Equal("", probe.Contents);
    }

    [Fact]
    public void A_missing_object_throws_an_exception_that_names_it()
    {
        var path = Path.Combine(_folder, "nowhere.o");

        Assert.Contains(path, Assert.Throws<FileNotFoundException>(() => ProbeGenerator.Run(path)).Message, StringComparison.Ordinal);
    }

    private string Probe(string folder)
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, folder)).FullName, "probe.o");
        File.Copy(Path.Combine(Repository.Root, "probes", "probe.o"), path, overwrite: true);
        return path;
    }
}
