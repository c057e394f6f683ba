using BpfGen.Loading;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>Exceptions for programs that the verifier rejects.</summary>
[Collection(KernelTests.Name)]
public sealed class VerifierFailureTests
{
    [Fact]
    public void The_exception_has_the_source_line_and_function_where_the_verifier_stopped()
    {
        Kernel.Required();

        var exception = Assert.Throws<VerifierException>(() => Refused.Load(new() { Programs = { InFunction = { AutoLoad = true } } }));

        Assert.Equal(("add", "./loading/refused.bpf.c", "*value += 1;"), (exception.Function, exception.SourceFile, exception.SourceText));
        Assert.Equal(33, exception.SourceLine);
        Assert.NotNull(exception.Instruction);
        Assert.Contains(" It is ./loading/refused.bpf.c:33, in add(): *value += 1; The verifier says", exception.Message);
    }

    [Fact]
    public void The_error_names_a_field_that_the_kernel_lacks()
    {
        Kernel.Required();

        var exception = Assert.Throws<VerifierException>(() => Refused.Load(new() { Programs = { MissingField = { AutoLoad = true } } }));

        Assert.Contains("The running kernel has no struct task_struct.part.lost, which the program accesses (CO-RE).", exception.Message);
    }

    [Fact]
    public void The_error_names_an_enumerator_that_the_kernel_lacks()
    {
        Kernel.Required();

        var exception = Assert.Throws<VerifierException>(() => Refused.Load(new() { Programs = { MissingValue = { AutoLoad = true } } }));

        Assert.Contains("The running kernel has no enum bpf_map_type.BPF_MAP_TYPE_THAT_NEVER_WAS, which", exception.Message);
    }

    [Fact]
    public void The_message_explains_a_rejection_because_of_a_map_that_was_not_created()
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
    [InlineData("invalid func unknown#211", "It calls bpf_cgrp_storage_delete() (helper 211), which came with Linux 6.2")]
    [InlineData("invalid func unknown#174", "It calls bpf_get_attach_cookie() (helper 174), which came with Linux 5.15")]
    [InlineData(
        "invalid func unknown#14",
        "It calls bpf_get_current_pid_tgid() (helper 14), which came with Linux 4.2, but the running kernel does not have it.")]
    [InlineData("invalid func unknown#9999", "It calls helper 9999, which the running kernel does not have.")]
    public void The_error_names_a_helper_that_the_kernel_lacks(string log, string explanation) =>
        Assert.StartsWith(explanation, VerifierLog.Read(log, default, types: null, kernel: []).Explanation);

    [Fact]
    public void Read_gives_no_explanation_for_a_helper_number_that_no_helper_can_have() =>
        Assert.Null(VerifierLog.Read("invalid func unknown#1000000", default, types: null, kernel: []).Explanation);

    [Fact]
    public void The_exception_for_a_rejected_program_without_BTF_has_no_source_line()
    {
        Kernel.Required();

        var exception = Assert.Throws<VerifierException>(Rejected.Load);

        Assert.Equal((null, null, 0), (exception.Function, exception.SourceFile, exception.SourceLine));
        Assert.NotNull(exception.Instruction);
    }
}
