using System;
using BpfGen.Btf;
using BpfGen.Loading;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>CO-RE relocations, which the running kernel resolves against its own types.</summary>
[Collection(KernelTests.Name)]
public sealed class CoreTests
{
    [Fact]
    public void A_program_reads_kernel_fields_at_the_offsets_of_the_running_kernel()
    {
        Kernel.Required();
        Assert.SkipUnless(Environment.OSVersion.Version >= new Version(5, 17), "needs Linux 5.17");
        using var core = Core.Load();
        using var link = core.ReadTask.Attach();

        Poll.Until(() => core.Results[0].Runs > 0, "a system call");

        var result = core.Results[0];
        Assert.Equal(
            (1u, 1u, 0u, 1u, 0u),
            (result.SameTgid, result.FieldExists, result.AbsentFieldExists, result.TypeExists, result.AbsentTypeExists));
    }

    [Fact]
    public void Every_kind_of_CO_RE_relocation_is_resolved_against_the_running_kernel()
    {
        Kernel.Required();
        Assert.SkipUnless(Environment.OSVersion.Version >= new Version(6, 0), "needs Linux 6.0, the first that compares whole types");
        using var image = BtfImage.TryOpen(KernelBtfIndex.Path)!;
        var types = new TypeTable(image);
        var task = types.Find(["task_struct"u8.ToArray()], [(0, BtfKind.Struct)])[0];
        using var kinds = CoreKinds.Load();

        kinds.Ask.TestRun();

        var found = kinds.Bss;
        Assert.Equal((found.PidWanted, found.LeaderWanted), (found.PidRead, found.LeaderRead));
        Assert.Equal((found.CommOffset + 3, 16ul), (found.CommThirdOffset, found.CommSize));
        Assert.Equal((1ul, 0ul, 1ul, 0ul), (found.PidExists, found.LostExists, found.PidSigned, found.FlagsSigned));
        Assert.Equal((32ul, 32ul, 63ul), (found.PidLshift, found.PidRshift, found.BitRshift));
        Assert.InRange(found.BitLshift, 32ul, 63ul);
        Assert.Equal((0ul, 4ul), (found.DaddrOffset, found.RcvSaddrOffset));
        Assert.NotEqual(0ul, found.LocalId);
        Assert.Equal((task, types.At(task)!.Value.SizeOrType), (found.TargetId, found.TaskSize));
        Assert.Equal((1ul, 0ul, 1ul, 0ul), (found.TaskExists, found.NeverWasExists, found.ListMatches, found.OtherMatches));
        Assert.Equal(((ulong)MapType.LpmTrie, 1ul, 0ul), (found.TrieValue, found.ValueExists, found.LostValueExists));
    }

    [Fact]
    public void LoadProgram_rejects_CO_RE_relocations_if_the_object_has_no_BTF()
    {
        Kernel.Required();
        using var loader = new Loading.ObjectLoader("test", BitConverter.IsLittleEndian, "");

        // The loader must not ignore these relocations. The packed record means instruction 0, type id 1 and access string 1.
        ulong packed = BitConverter.IsLittleEndian ? 0x0000_0000_0202_0001ul : 0x0100_0202_0000_0000ul;
        var exception = Assert.Throws<BpfException>(() => loader.LoadProgram<BpfProgram>(
            new("no_types", ProgramType.SocketFilter),
            new Loading.ObjectCode([0x00000000000000b7, 0x95], [0, 1], [], coreRelocations: [packed]),
            [0]));

        Assert.Contains("It has CO-RE relocations", exception.Message);
    }
}
