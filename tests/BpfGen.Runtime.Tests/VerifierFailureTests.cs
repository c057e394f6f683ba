using BpfGen.Loading;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>What is said of a program that the verifier refuses.</summary>
[Collection(KernelTests.Name)]
public sealed class VerifierFailureTests
{
    [Fact]
    public void The_line_and_the_function_are_named_that_the_verifier_stopped_at()
    {
        Kernel.Required();

        var exception = Assert.Throws<VerifierException>(() => Refused.Load(new() { Programs = { InFunction = { AutoLoad = true } } }));

        Assert.Equal(("add", "./loading/refused.bpf.c", "*value += 1;"), (exception.Function, exception.SourceFile, exception.SourceText));
        Assert.Equal(33, exception.SourceLine);
        Assert.NotNull(exception.Instruction);
        Assert.Contains(" It is ./loading/refused.bpf.c:33, in add(): *value += 1; The verifier says", exception.Message);
    }

    [Fact]
    public void A_field_that_the_kernel_lacks_is_named()
    {
        Kernel.Required();

        var exception = Assert.Throws<VerifierException>(() => Refused.Load(new() { Programs = { MissingField = { AutoLoad = true } } }));

        Assert.Contains("The running kernel has no struct task_struct.part.lost, which the program reaches for (CO-RE).", exception.Message);
    }

    [Fact]
    public void An_enumerator_that_the_kernel_lacks_is_named()
    {
        Kernel.Required();

        var exception = Assert.Throws<VerifierException>(() => Refused.Load(new() { Programs = { MissingValue = { AutoLoad = true } } }));

        Assert.Contains("The running kernel has no enum bpf_map_type.BPF_MAP_TYPE_THAT_NEVER_WAS, which", exception.Message);
    }

    [Fact]
    public void A_map_that_was_not_created_is_said_to_be_the_reason()
    {
        Kernel.Required();

        var exception = Assert.Throws<VerifierException>(() => Refused.Load(new()
        {
            Maps = { Counts = { AutoCreate = false } },
            Programs = { InFunction = { AutoLoad = true } },
        }));

        Assert.Contains("It refers to a map that was not created", exception.Message);
    }

    [Theory]
    [InlineData("invalid func unknown#211", "It calls bpf_cgrp_storage_delete() (helper 211), which came with Linux 6.2; this is ")]
    [InlineData("invalid func unknown#174", "It calls bpf_get_attach_cookie() (helper 174), which came with Linux 5.15; this is ")]
    [InlineData("invalid func unknown#14", "It calls bpf_get_current_pid_tgid() (helper 14), which the running kernel does not have.")]
    [InlineData("invalid func unknown#9999", "It calls helper 9999, which the running kernel does not have.")]
    public void A_helper_that_the_kernel_lacks_is_named(string log, string explanation) =>
        Assert.StartsWith(explanation, VerifierLog.Read(log, default, types: null, kernel: []).Explanation);

    [Fact]
    public void What_is_no_call_of_a_helper_is_not_explained_as_one() =>
        Assert.Null(VerifierLog.Read("invalid func unknown#1000000", default, types: null, kernel: []).Explanation);

    [Fact]
    public void A_program_without_types_is_refused_without_a_place()
    {
        Kernel.Required();

        var exception = Assert.Throws<VerifierException>(Rejected.Load);

        Assert.Equal((null, null, 0), (exception.Function, exception.SourceFile, exception.SourceLine));
        Assert.NotNull(exception.Instruction);
    }
}
