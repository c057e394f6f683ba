using System;
using System.IO;
using System.Linq;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Elf;
using BpfGen.Generator.Tests.Support;
using Microsoft.CodeAnalysis;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>Each kernel that a project supports (BpfKernelBtf) must have everything that an object uses.</summary>
public sealed class KernelBtfCheckTests
{
    [Fact]
    public void A_kernel_that_has_everything_the_object_uses_causes_no_diagnostic()
    {
        using var project = ProjectFor("core/figures.o", "same");

        Assert.Empty(project.Run().Diagnostics);
    }

    [Fact]
    public void The_error_for_a_field_that_a_kernel_lacks_names_the_program_the_line_and_the_kernel()
    {
        using var project = ProjectFor("core/figures.o", "other");

        Assert.Contains(
            project.Run().Messages("BPFGEN064"),
            message => message.StartsWith("Program 'ask' reads 'struct figure___mine.id' (./core/figures.bpf.c:", StringComparison.Ordinal)
                && message.EndsWith(
                    "), which kernel kernel-other does not have. Its member 'id' has another type there.", StringComparison.Ordinal));
    }

    [Fact]
    public void A_field_existence_check_causes_no_error_if_a_kernel_lacks_the_field()
    {
        using var project = ProjectFor("core/figures.o", "other");

        Assert.DoesNotContain(
            project.Run().Messages("BPFGEN064"), message => message.StartsWith("Program 'exist' ", StringComparison.Ordinal));
    }

    [Fact]
    public void Code_behind_a_field_existence_check_may_use_fields_that_a_kernel_lacks()
    {
        using var project = ProjectFor("core/guarded.o", "moved");

        Assert.Equal(
            ["Program 'unguarded' reads 'struct figure.lost'"],
            project.Run().Messages("BPFGEN064").Select(message => message.Split(" (")[0]));
    }

    [Fact]
    public void The_error_for_a_field_that_a_kernel_lacks_suggests_a_field_with_a_similar_name()
    {
        using var project = ProjectFor("core/guarded.o", "same");

        Assert.Contains(
            project.Run().Messages("BPFGEN065"), message => message.Contains("Did you mean 'center'?", StringComparison.Ordinal));
    }

    [Fact]
    public void A_missing_attach_target_of_an_optional_program_is_only_a_note()
    {
        using var project = ProjectFor("tracing/hooks.o", "functions");

        Assert.Contains(
            project.Run().Messages("BPFGEN065"),
            message => message.StartsWith(
                "Program 'on_read' attaches to 'vfs_read', which kernel kernel-functions does not have.", StringComparison.Ordinal));
    }

    [Fact]
    public void Attach_targets_are_not_looked_up_in_BTF_without_functions()
    {
        using var project = ProjectFor("tracing/hooks.o", "same");

        Assert.DoesNotContain(
            project.Run().Messages("BPFGEN065"), message => message.StartsWith("Program 'on_read' attaches", StringComparison.Ordinal));
    }

    [Fact]
    public void Attach_targets_in_kernel_modules_are_not_looked_up_in_the_BTF_of_the_kernel()
    {
        using var project = ProjectFor("kernel/modules.o", "functions");

        var run = project.Run();
        var messages = run.Messages("BPFGEN064").Concat(run.Messages("BPFGEN065"));

        Assert.NotEmpty(messages);
        Assert.DoesNotContain(messages, message => message.StartsWith("Program 'in_named_module'", StringComparison.Ordinal));
    }

    [Fact]
    public void The_declaration_of_a_kernel_function_is_compared_with_the_function_in_each_kernel()
    {
        const string Running = "/sys/kernel/btf/vmlinux";
        Assert.SkipUnless(File.Exists(Running), "needs a kernel with BTF");
        using var project = new TestProject().WithProbe("kernel/other-kfunc.o")
            .WithObject("running.btf", File.ReadAllBytes(Running), ("BpfGenKernelBtf", "true"));

        Assert.Matches(
            "^The object uses kernel function '.*' with another declaration, which kernel running does not have. Copy",
            project.Run().Message("BPFGEN064"));
    }

    [Fact]
    public void An_object_is_checked_against_each_kernel_of_BpfKernelBtf()
    {
        using var project = ProjectFor("core/figures.o", "same", "other");

        var messages = project.Run().Messages("BPFGEN064");

        Assert.NotEmpty(messages);
        Assert.All(messages, message => Assert.Contains("kernel-other", message));
    }

    [Fact]
    public void A_BpfKernelBtf_file_that_is_not_BTF_is_an_error()
    {
        using var project = new TestProject().WithProbe("core/figures.o")
            .WithObject("kernel.btf", [1, 2, 3], ("BpfGenKernelBtf", "true"));

        Assert.StartsWith("The file is not BTF: its 3 bytes do not begin with a BTF header", project.Run().Message("BPFGEN066"));
    }

    [Fact]
    public void A_BpfKernelBtf_file_that_does_not_exist_is_an_error()
    {
        using var project = new TestProject().WithProbe("core/figures.o")
            .WithObject("kernel.btf", [1, 2, 3], ("BpfGenKernelBtf", "true"));
        File.Delete(Path.Combine(project.Directory, "kernel.btf"));

        Assert.StartsWith("The file cannot be read: ", project.Run().Message("BPFGEN066"));
    }

    /// <param name="probe">The object.</param>
    /// <param name="kernels">
    /// The names of the kernels, for which <c>probes/core/kernel-NAME.o</c> contains the BTF. Only the BTF of kernel <c>functions</c>
    /// contains functions.
    /// </param>
    private static TestProject ProjectFor(string probe, params string[] kernels)
    {
        var project = new TestProject().WithProbe(probe);
        foreach (var kernel in kernels)
        {
            var file = kernel == "functions" ? "core/figures.o" : $"core/kernel-{kernel}.o";
            var elf = ElfReader.Read(Repository.Probe(file), new ProblemList())!;
            var btf = elf.Sections.Single(section => section.Name == ".BTF").Data.ToArray();
            project.WithObject($"kernel-{kernel}.btf", btf, ("BpfGenKernelBtf", "true"));
        }

        return project;
    }
}
