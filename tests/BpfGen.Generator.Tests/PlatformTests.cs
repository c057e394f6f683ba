using System;
using System.IO;
using System.Linq;
using BpfGen.Generator.Tests.Support;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>Objects for another architecture (BPFGEN080), and unaligned atomic operations (BPFGEN081).</summary>
public sealed class PlatformTests
{
    [Theory]
    [InlineData("by_name", "reads 'struct pt_regs.di' (./machines/x64.bpf.c:")]
    [InlineData("by_offset", "reads its context at offset 112 ('di'), as 'struct pt_regs' of x86-64 has it (./machines/x64.bpf.c:")]
    [InlineData("by_helper", "reads its context at offset 104 ('si'), as 'struct pt_regs' of x86-64 has it (./machines/x64.bpf.c:")]
    [InlineData("by_call", "reads its context at offset 112 ('di'), as 'struct pt_regs' of x86-64 has it (./machines/x64.bpf.c:")]
    [InlineData("by_sample", "reads its context at offset 168 ('sample_period'), as 'struct bpf_perf_event_data' of x86-64 has it (")]
    [InlineData("by_target", "attaches to '__x64_sys_getpgid'. Only x86-64 has that, but the project is built for linux-arm64. SEC(\"ksys")]
    public void A_program_for_x64_is_an_error_in_a_project_for_arm64(string program, string message)
    {
        using var project = new TestProject().WithProbe("machines/x64.o").WithProperty("RuntimeIdentifier", "linux-arm64");

        Assert.Contains(
            project.Run().Messages("BPFGEN080"),
            text => text.StartsWith($"Program '{program}' {message}", StringComparison.Ordinal));
    }

    [Fact]
    public void A_big_endian_program_for_x64_is_a_warning()
    {
        var bytes = new ElfBuilder(littleEndian: false).WithProgram("on_call", "kprobe/__x64_sys_getpgid").Build();
        using var project = new TestProject().WithObject("probe.o", bytes).WithProperty("RuntimeIdentifier", "linux-s390x");

        var run = project.Run();

        Assert.StartsWith(
            "Program 'on_call' attaches to '__x64_sys_getpgid'. Only x86-64 has that, but the project is built for linux-s390x, where the "
                + "program does not work. ",
            run.Message("BPFGEN082"));
        Assert.Empty(run.Errors);
    }

    [Fact]
    public void Programs_that_work_on_all_architectures_cause_no_errors()
    {
        using var project = new TestProject().WithProbe("machines/x64.o").WithProperty("RuntimeIdentifier", "linux-musl-arm64");

        Assert.Equal(
            ["by_call", "by_helper", "by_name", "by_offset", "by_sample", "by_target"],
            project.Run().Messages("BPFGEN080").Select(message => message.Split('\'')[1]).Order());
    }

    [Theory]
    [InlineData("by_name", "reads 'struct user_pt_regs.regs' (./machines/arm64.bpf.c:")]
    [InlineData("by_offset", "reads its context at offset 8, as 'struct pt_regs' of arm64 has it (./machines/arm64.bpf.c:")]
    [InlineData("by_target", "attaches to '__arm64_sys_getpgid'. Only arm64 has that, but the project is built for linux-x64. SEC(\"kret")]
    public void A_program_for_arm64_is_an_error_in_a_project_for_x64(string program, string message)
    {
        using var project = new TestProject().WithProbe("machines/arm64.o").WithProperty("RuntimeIdentifier", "linux-x64");

        Assert.Contains(
            project.Run().Messages("BPFGEN080"),
            text => text.StartsWith($"Program '{program}' {message}", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("machines/x64.o", "RuntimeIdentifier", "linux-x64")]
    [InlineData("machines/x64.o", "PlatformTarget", "x64")]
    [InlineData("machines/x64.o", "PlatformTarget", "AnyCPU")]
    [InlineData("machines/arm64.o", "RuntimeIdentifier", "linux-arm64")]
    [InlineData("machines/arm64.o", "PlatformTarget", "ARM64")]
    [InlineData("machines/several.o", "RuntimeIdentifier", "linux-arm64")]
    [InlineData("machines/several.o", "RuntimeIdentifier", "linux-x64")]
    public void An_object_for_the_architecture_of_the_project_has_no_error(string probe, string property, string value)
    {
        using var project = new TestProject().WithProbe(probe).WithProperty(property, value);

        Assert.Empty(project.Run().Errors);
    }

    [Fact]
    public void Without_a_RuntimeIdentifier_PlatformTarget_sets_the_architecture_of_the_project()
    {
        using var project = new TestProject().WithProbe("machines/x64.o").WithProperty("PlatformTarget", "ARM64");

        Assert.Contains(
            project.Run().Messages("BPFGEN080"), text => text.Contains("the project is built for ARM64. Compile the object with "
                + "-D__TARGET_ARCH_arm64 and the vmlinux.h of arm64.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("machines/x64.o", "X64", 6)]
    [InlineData("machines/arm64.o", "Arm64", 2)]
    [InlineData("machines/several.o", "X64", 1)]
    public void The_generated_code_checks_the_architecture_of_programs_that_read_registers(string probe, string architecture, int count)
    {
        using var project = new TestProject().WithProbe(probe);

        Assert.Equal(count, project.Run().Source.Split($"Architecture.{architecture}, \"reads ").Length - 1);
    }

    [Fact]
    public void Atomic_operations_at_addresses_that_are_never_aligned_are_warnings()
    {
        using var project = new TestProject().WithProbe("machines/unaligned.o");

        Assert.Collection(
            project.Run().Messages("BPFGEN081"),
            text => Is(text, "of_trie", "8 bytes of map 'networks' atomically at an address that is not a multiple of 8: a value of "),
            text => Is(text, "add", "8 bytes of map 'networks' "),
            text => Is(text, "of_field", "8 bytes of map 'packed' atomically at an address that is not a multiple of 8: the operand is"),
            text => Is(text, "of_variable", "8 bytes of map '"));

        static void Is(string text, string function, string rest)
        {
            Assert.StartsWith($"Function '{function}' (./machines/unaligned.bpf.c:", text, StringComparison.Ordinal);
            Assert.Contains($") accesses {rest}", text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("linux-x64")]
    [InlineData("linux-arm64")]
    public void Objects_that_run_on_all_architectures_cause_neither_BPFGEN080_nor_BPFGEN081(string platform)
    {
        var objects = Directory.GetFiles(Repository.Probes, "*.o", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Repository.Probes, path))
            .Where(path => !path.StartsWith("machines/", StringComparison.Ordinal))
            .ToList();

        Assert.NotEmpty(objects);
        Assert.All(objects, path =>
        {
            using var project = new TestProject().WithProperty("RuntimeIdentifier", platform).WithProbe(path);
            var run = project.Run();
            Assert.Empty(run.Messages("BPFGEN080"));
            Assert.Empty(run.Messages("BPFGEN081"));
        });
    }
}
