using System;
using System.Runtime.InteropServices;
using BpfGen.Errors;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>Objects and hooks for another architecture than this machine's.</summary>
[Collection(KernelTests.Name)]
public sealed class ForeignArchitectureTests
{
    private static bool IsX64 => RuntimeInformation.ProcessArchitecture == Architecture.X64;

    [Fact]
    public void A_program_that_reads_registers_of_another_architecture_is_not_loaded()
    {
        Kernel.Required();

        var message = Assert.Throws<BpfException>(() => IsX64 ? (IDisposable)Arm64.Load() : X64.Load()).Message;

        Assert.Contains(
            IsX64
                ? "The program reads 'struct user_pt_regs.regs' (./machines/arm64.bpf.c:31). Only arm64 has that, but this machine is "
                    + "x86-64. Compile the object with -D__TARGET_ARCH_x86 and the vmlinux.h of x86-64."
                : "Only x86-64 has that, but this machine is arm64. Compile the object with -D__TARGET_ARCH_arm64",
            message);
    }

    [Fact]
    public void AutoLoad_can_leave_out_programs_for_another_architecture()
    {
        Kernel.Required();

        using var several = Several.Load(new() { Programs = { OnX64 = { AutoLoad = IsX64 }, OnArm64 = { AutoLoad = !IsX64 } } });

        Assert.Equal((IsX64, !IsX64), (several.OnX64.IsLoaded, several.OnArm64.IsLoaded));
    }

    [Theory]
    [InlineData("__x64_sys_getpgid", Architecture.Arm64, " The name is that of x86-64, and this machine is arm64. SEC(\"ksys")]
    [InlineData("__ia32_sys_getpgid", Architecture.Arm64, " The name is that of x86-64, ")]
    [InlineData("__arm64_sys_getpgid", Architecture.X64, " The name is that of arm64, and this machine is x86-64. ")]
    [InlineData("__x64_sys_nothing", Architecture.X64, "")]
    [InlineData("do_sys_openat2", Architecture.Arm64, "")]
    public void The_error_for_the_name_of_a_system_call_function_names_its_architecture(
        string function, Architecture actual, string expected)
    {
        var hint = ForeignArchitecture.SystemCall(function, actual);

        Assert.StartsWith(expected, hint);
        Assert.Equal(expected.Length == 0, hint.Length == 0);
    }

    [Theory]
    [InlineData(2ul, Architecture.Arm64, "No instruction begins at offset 2: on arm64, instructions begin at multiples of 4.")]
    [InlineData(3ul, Architecture.S390x, "No instruction begins at offset 3: on s390x, instructions begin at multiples of 2.")]
    [InlineData(8ul, Architecture.Arm64, null)]
    [InlineData(3ul, Architecture.X64, null)]
    public void The_error_for_an_offset_inside_an_instruction_explains_the_alignment(ulong offset, Architecture actual, string? expected) =>
        Assert.Equal(expected, ForeignArchitecture.Offset(offset, actual));

    [Theory]
    [InlineData("6.1", Architecture.Arm64, true)]
    [InlineData("6.4", Architecture.Arm64, false)]
    [InlineData("5.10", Architecture.X64, false)]
    public void Fentry_programs_require_a_later_kernel_on_arm64_than_on_x64(string kernel, Architecture actual, bool isTooOld) =>
        Assert.Equal(isTooOld, ForeignArchitecture.Trampolines(Version.Parse(kernel), actual) is not null);
}
