using System;
using System.IO;
using BpfGen.Btf;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>CO-RE relocations that the loader resolves by the types in a file, in place of the kernel.</summary>
[Collection(KernelTests.Name)]
public sealed class KernelBtfFileTests
{
    [Fact]
    public void With_the_same_types_CO_RE_values_equal_the_values_of_the_compiler()
    {
        Kernel.Required();
        using var figures = LoadFor("same");

        figures.Ask.TestRun();
        figures.Exist.TestRun();

        var found = figures.Bss.Value;
        Assert.Equal(
            (0ul, 4ul, 32ul, 8ul, 56ul, 16ul),
            (found.IdOffset, found.SmallOffset, found.CornerOffset, found.NameSize, found.CenterOffset, found.ItemOffset));
        Assert.Equal((1ul, 0ul), (found.IdSigned, found.SmallSigned));
        Assert.Equal((4ul, 56ul, 59ul), (found.FlagsSize, found.ModeLshift, found.ModeRshift));
        Assert.Equal((72ul, 2ul, 0x1_0000_0000ul), (found.FigureSize, found.Green, found.Wide));
        Assert.Equal((1ul, 1ul, 1ul), (found.IdExists, found.LostExists, found.ThirdCornerExists));
        Assert.Equal((1ul, 1ul, 1ul, 1ul, 1ul), (
            found.FigureExists, found.TailExists, found.CornerMatches, found.DrawExists, found.GreenExists));
    }

    [Fact]
    public void Fields_are_found_by_their_names_at_other_offsets_and_in_unnamed_members()
    {
        Kernel.Required();
        using var figures = LoadFor("moved");

        figures.Ask.TestRun();

        var found = figures.Bss.Value;
        Assert.Equal(
            (56ul, 32ul, 104ul, 32ul, 48ul, 24ul),
            (found.IdOffset, found.SmallOffset, found.CornerOffset, found.NameSize, found.CenterOffset, found.ItemOffset));
        Assert.Equal((0ul, 0ul), (found.IdSigned, found.SmallSigned));
        Assert.Equal((4ul, 39ul, 59ul), (found.FlagsSize, found.ModeLshift, found.ModeRshift));
    }

    [Fact]
    public void Enumerators_are_found_by_their_names_without_flavors_and_have_64_bits()
    {
        Kernel.Required();
        using var figures = LoadFor("moved");

        figures.Ask.TestRun();

        Assert.Equal((20ul, 0x2_0000_0007ul), (figures.Bss.Value.Green, figures.Bss.Value.Wide));
    }

    [Fact]
    public void A_type_with_more_members_matches_and_a_lost_field_does_not_exist()
    {
        Kernel.Required();
        using var figures = LoadFor("moved");

        figures.Exist.TestRun();

        var found = figures.Bss.Value;
        Assert.Equal((1ul, 0ul, 1ul), (found.IdExists, found.LostExists, found.ThirdCornerExists));
        Assert.Equal((1ul, 1ul, 1ul), (found.CornerMatches, found.DrawExists, found.GreenExists));
    }

    [Fact]
    public void Fields_and_types_of_other_kinds_do_not_exist()
    {
        Kernel.Required();
        using var figures = LoadFor("other", ask: false);

        figures.Exist.TestRun();

        var found = figures.Bss.Value;
        Assert.Equal((0ul, 0ul, 0ul, 0ul), (found.IdExists, found.LostExists, found.ThirdCornerExists, found.OtherNameExists));
        Assert.Equal((1ul, 0ul), (found.FigureExists, found.TailExists));
        Assert.Equal((0ul, 0ul, 0ul), (found.CornerMatches, found.DrawExists, found.GreenExists));
    }

    [Fact]
    public void A_program_that_reads_a_missing_field_is_rejected_with_the_name_of_the_field()
    {
        Kernel.Required();
        var exception = Assert.Throws<VerifierException>(() => LoadFor("other"));

        Assert.Contains("The running kernel has no struct figure___mine.id", exception.Message);
    }

    [Fact]
    public void The_types_of_the_running_kernel_give_the_same_values_as_the_kernel_itself()
    {
        Kernel.Required();
        using var own = KernelBtf.OfRunningKernel();
        using var byKernel = CoreKinds.Load();
        using var byLoader = CoreKinds.Load(new() { KernelBtf = own });

        byKernel.Ask.TestRun();
        byLoader.Ask.TestRun();

        Assert.Equal(byKernel.Bss.Value, byLoader.Bss.Value);
    }

    [Fact]
    public void Attach_targets_are_found_in_the_file()
    {
        Kernel.Required();
        using var copy = KernelBtf.FromFile(KernelBtfIndex.Path);
        using var hooks = Hooks.Load(new() { KernelBtf = copy, Programs = { OnRename = { AutoLoad = true } } });

        Assert.True(hooks.OnRename.GetInfo().VerifiedInstructions > 0);
    }

    [Fact]
    public void An_attach_target_that_the_file_does_not_have_is_an_error()
    {
        Kernel.Required();
        using var btf = KernelBtf.FromFile(PathOf("same"));

        var exception = Assert.Throws<BpfException>(
            () => Hooks.Load(new() { KernelBtf = btf, Programs = { OnRename = { AutoLoad = true } } }));

        Assert.Contains("Neither the kernel", exception.Message);
    }

    [Fact]
    public void One_file_serves_several_loads()
    {
        Kernel.Required();
        using var btf = KernelBtf.FromFile(PathOf("same"));
        using var first = Figures.Load(new() { KernelBtf = btf });
        using var second = Figures.Load(new() { KernelBtf = btf });

        second.Ask.TestRun();

        Assert.Equal(72ul, second.Bss.Value.FigureSize);
    }

    [Fact]
    public void A_disposed_file_cannot_be_used()
    {
        Kernel.Required();
        var btf = KernelBtf.FromFile(PathOf("same"));
        btf.Dispose();

        Assert.Throws<ObjectDisposedException>(() => Figures.Load(new() { KernelBtf = btf }));
    }

    [Theory]
    [InlineData("no such file", "ENOENT")]
    [InlineData("/dev/null", null)]
    [InlineData("/", "EISDIR")]
    public void A_file_without_BTF_is_an_error_that_names_the_file(string path, string? errno)
    {
        var exception = Assert.Throws<BpfException>(() => KernelBtf.FromFile(path));

        Assert.Equal((errno, $"kernel BTF '{path}'"), (exception.ErrnoName, exception.Subject));
    }

    [Fact]
    public void An_ELF_file_without_a_section_of_BTF_is_an_error()
    {
        var exception = Assert.Throws<BpfException>(() => KernelBtf.FromFile("/bin/ls"));

        Assert.Contains("it has no section '.BTF'", exception.Message);
    }

    private static Figures LoadFor(string kernel, bool ask = true)
    {
        using var btf = KernelBtf.FromFile(PathOf(kernel));
        return Figures.Load(new() { KernelBtf = btf, Programs = { Ask = { AutoLoad = ask } } });
    }

    private static string PathOf(string kernel) => Path.Combine(AppContext.BaseDirectory, "kernels", $"kernel-{kernel}.o");
}
