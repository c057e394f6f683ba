using System.Runtime.CompilerServices;
using BpfGen.Btf;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>
/// Objects whose BTF the kernel rejects. Programs that do not need the BTF can still be loaded. For a program that needs the BTF, loading
/// fails with the kernel's reason.
/// </summary>
[Collection(KernelTests.Name)]
public sealed class BtfRejectionTests
{
    private const string Reason = "Exceeded max resolving depth";

    [Fact]
    public void A_program_that_needs_no_BTF_runs_although_the_kernel_rejects_the_BTF()
    {
        Kernel.Required();
        using var deep = DeepTypes.Load();

        Packets.SendUntil(deep.Without, () => Unsafe.BitCast<DeepTypes.Types.Level36, ulong>(deep.Deep[0]) > 0, "a packet to be counted");
    }

    [Fact]
    public void The_loader_resolves_the_CO_RE_relocations_of_an_object_whose_BTF_the_kernel_rejects()
    {
        Kernel.Required();
        using var deep = DeepTypes.Load(new() { Programs = { WithCore = { AutoLoad = true } } });

        Assert.True(deep.WithCore.GetInfo().VerifiedInstructions > 0);
    }

    [Fact]
    public void The_exception_contains_the_verifiers_reason_and_the_reason_for_rejecting_the_BTF()
    {
        Kernel.Required();
        var exception = Assert.Throws<VerifierException>(() => DeepTypes.Load(new() { Programs = { WithCallback = { AutoLoad = true } } }));

        Assert.Contains("BPF_BTF_LOAD failed with E2BIG", exception.Message);
        Assert.Contains(Reason, exception.Message);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("Invalid magic\n", "Invalid magic")]
    [InlineData(
        "magic: 0xeb9f\n[1] INT int size=4\n[2] PTR (anon) type_id=9 Invalid type_id\n", "[2] PTR (anon) type_id=9 Invalid type_id")]
    [InlineData(
        "[3] STRUCT a size=8 vlen=2\n\tx type_id=1 bits_offset=0\n\ty type_id=1 bits_offset=80 Invalid bits_offset\n",
        "[3] STRUCT a size=8 vlen=2: y type_id=1 bits_offset=80 Invalid bits_offset")]
    [InlineData("\tcut off\n", "cut off")]
    public void The_last_line_of_a_BTF_log_is_the_reason_with_the_line_of_the_struct_for_a_member(string log, string? line) =>
        Assert.Equal(line, BtfRejection.LastLine(log));
}
