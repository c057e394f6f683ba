using System;
using System.IO;
using System.Linq;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Elf;
using BpfGen.Generator.Tests.Support;
using Microsoft.CodeAnalysis;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>The kernels that a project supports (BpfKernelBtf): what an object uses must exist in each.</summary>
public sealed class KernelBtfCheckTests
{
    [Fact]
    public void A_kernel_that_has_everything_gives_no_diagnostic()
    {
        using var project = ProjectFor("core/figures.o", "same");

        Assert.Empty(project.Run().Diagnostics);
    }

    [Fact]
    public void A_field_that_a_kernel_lacks_is_an_error_with_program_line_and_kernel()
    {
        using var project = ProjectFor("core/figures.o", "other");

        Assert.Contains(
            project.Run().Messages("BPFGEN064"),
            message => message.StartsWith("Program 'ask' reads 'struct figure___mine.id' (./core/figures.bpf.c:", StringComparison.Ordinal)
                && message.EndsWith(
                    "), which kernel kernel-other does not have. Its member 'id' has another type there.", StringComparison.Ordinal));
    }

    [Fact]
    public void A_program_may_ask_whether_a_missing_field_exists()
    {
        using var project = ProjectFor("core/figures.o", "other");

        Assert.DoesNotContain(
            project.Run().Messages("BPFGEN064"), message => message.StartsWith("Program 'exist' ", StringComparison.Ordinal));
    }

    [Fact]
    public void Code_that_a_program_skips_on_a_kernel_may_use_missing_fields()
    {
        using var project = ProjectFor("core/guarded.o", "moved");

        Assert.Equal(
            ["Program 'unguarded' reads 'struct figure.lost'"],
            project.Run().Messages("BPFGEN064").Select(message => message.Split(" (")[0]));
    }

    [Fact]
    public void A_missing_field_with_a_similar_name_is_suggested()
    {
        using var project = ProjectFor("core/guarded.o", "same");

        Assert.Contains(
            project.Run().Messages("BPFGEN065"), message => message.Contains("Did you mean 'center'?", StringComparison.Ordinal));
    }

    [Fact]
    public void A_target_that_a_kernel_lacks_is_a_note_for_an_optional_program()
    {
        using var project = ProjectFor("tracing/hooks.o", "same");

        Assert.Contains(
            project.Run().Messages("BPFGEN065"),
            message => message.StartsWith(
                "Program 'on_read' attaches to 'vfs_read', which kernel kernel-same does not have.", StringComparison.Ordinal));
    }

    [Fact]
    public void Each_kernel_is_checked()
    {
        using var project = ProjectFor("core/figures.o", "same", "other");

        var messages = project.Run().Messages("BPFGEN064");

        Assert.NotEmpty(messages);
        Assert.All(messages, message => Assert.Contains("kernel-other", message));
    }

    [Fact]
    public void A_file_that_is_not_BTF_is_an_error()
    {
        using var project = new TestProject().WithProbe("core/figures.o")
            .WithObject("kernel.btf", [1, 2, 3], ("BpfGenKernelBtf", "true"));

        Assert.StartsWith("The file is not BTF: its 3 bytes do not begin with a BTF header", project.Run().Message("BPFGEN066"));
    }

    [Fact]
    public void A_missing_file_is_an_error_of_its_own()
    {
        using var project = new TestProject().WithProbe("core/figures.o")
            .WithObject("kernel.btf", [1, 2, 3], ("BpfGenKernelBtf", "true"));
        File.Delete(Path.Combine(project.Directory, "kernel.btf"));

        Assert.StartsWith("The file cannot be read: ", project.Run().Message("BPFGEN066"));
    }

    private static TestProject ProjectFor(string probe, params string[] kernels)
    {
        var project = new TestProject().WithProbe(probe);
        foreach (var kernel in kernels)
        {
            var elf = ElfReader.Read(Repository.Probe($"core/kernel-{kernel}.o"), new ProblemList())!;
            var btf = elf.Sections.Single(section => section.Name == ".BTF").Data.ToArray();
            project.WithObject($"kernel-{kernel}.btf", btf, ("BpfGenKernelBtf", "true"));
        }

        return project;
    }
}
