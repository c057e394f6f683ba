using System;
using System.IO;
using BpfGen.Btf;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>CO-RE relocations that the loader itself resolves with the types in a BTF file.</summary>
[Collection(KernelTests.Name)]
public sealed class KernelBtfFileTests
{
    [Fact]
    public void CO_RE_values_equal_the_values_of_the_compiler_if_the_BTF_file_has_the_same_types()
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
    public void Fields_are_found_by_name_at_other_offsets_and_inside_unnamed_members()
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
    public void CO_RE_finds_enumerators_by_name_without_flavor_and_reads_64_bit_values()
    {
        Kernel.Required();
        using var figures = LoadFor("moved");

        figures.Ask.TestRun();

        Assert.Equal((20ul, 0x2_0000_0007ul), (figures.Bss.Value.Green, figures.Bss.Value.Wide));
    }

    [Fact]
    public void CO_RE_matches_a_type_with_additional_members_and_treats_a_removed_field_as_missing()
    {
        Kernel.Required();
        using var figures = LoadFor("moved");

        figures.Exist.TestRun();

        var found = figures.Bss.Value;
        Assert.Equal((1ul, 0ul, 1ul), (found.IdExists, found.LostExists, found.ThirdCornerExists));
        Assert.Equal((1ul, 1ul, 1ul), (found.CornerMatches, found.DrawExists, found.GreenExists));
    }

    [Fact]
    public void CO_RE_treats_fields_and_types_of_another_kind_as_missing()
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
    public void OfRunningKernel_gives_the_same_CO_RE_values_as_the_kernel_itself()
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
    public void Attach_targets_are_found_in_the_BTF_file()
    {
        Kernel.Required();
        using var copy = KernelBtf.FromFile(KernelBtfIndex.Path);
        using var hooks = Hooks.Load(new() { KernelBtf = copy, Programs = { OnRename = { AutoLoad = true } } });

        Assert.True(hooks.OnRename.GetInfo().VerifiedInstructions > 0);
    }

    [Fact]
    public void Load_throws_if_the_BTF_file_does_not_contain_the_attach_target()
    {
        Kernel.Required();
        using var btf = KernelBtf.FromFile(PathOf("same"));

        var exception = Assert.Throws<BpfException>(
            () => Hooks.Load(new() { KernelBtf = btf, Programs = { OnRename = { AutoLoad = true } } }));

        Assert.Contains("Neither the kernel", exception.Message);
    }

    [Fact]
    public void One_KernelBtf_file_can_be_used_by_several_loads()
    {
        Kernel.Required();
        using var btf = KernelBtf.FromFile(PathOf("same"));
        using var first = Figures.Load(new() { KernelBtf = btf });
        using var second = Figures.Load(new() { KernelBtf = btf });

        second.Ask.TestRun();

        Assert.Equal(72ul, second.Bss.Value.FigureSize);
    }

    [Fact]
    public void Load_throws_if_its_KernelBtf_file_is_disposed()
    {
        Kernel.Required();
        var btf = KernelBtf.FromFile(PathOf("same"));
        btf.Dispose();

        Assert.Throws<ObjectDisposedException>(() => Figures.Load(new() { KernelBtf = btf }));
    }

    [Theory]
    [InlineData("no such file", "ENOENT")]
    [InlineData("/dev/null", null)]
    [InlineData("/dev/zero", null)]
    [InlineData("/", "EISDIR")]
    public void The_error_for_a_file_without_BTF_names_the_file(string path, string? errno)
    {
        var exception = Assert.Throws<BpfException>(() => KernelBtf.FromFile(path));

        Assert.Equal((errno, $"kernel BTF '{path}'"), (exception.ErrnoName, exception.Subject));
    }

    [Fact]
    public void FromFile_throws_for_a_named_pipe()
    {
        var folder = Directory.CreateTempSubdirectory("bpfgen-");
        try
        {
            var path = Path.Combine(folder.FullName, "pipe");
            using (var process = System.Diagnostics.Process.Start("mkfifo", [path]))
            {
                process.WaitForExit();
                Assert.Equal(0, process.ExitCode);
            }

            Assert.Contains(
                "not a regular file", Assert.Throws<BpfException>(() => KernelBtf.FromFile(path)).Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_BTF_file_of_a_disposed_KernelBtf_stays_readable_for_a_load_that_already_uses_it()
    {
        var path = Path.Combine(Path.GetTempPath(), $"bpfgen-{Guid.NewGuid():N}.btf");
        File.WriteAllBytes(path, File.ReadAllBytes(KernelBtfIndex.Path));
        try
        {
            var btf = KernelBtf.FromFile(path);
            using var index = btf.OpenIndex()!;

            btf.Dispose();

            Assert.NotEmpty(index.NearestStructOps("tcp_congestion_op"));
            Assert.Throws<ObjectDisposedException>(btf.OpenIndex);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void FromFile_rejects_an_ELF_file_without_a_BTF_section()
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
