using System;
using System.Globalization;
using System.IO;
using System.Linq;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Elf;
using BpfGen.Generator.Tests.Support;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>Values of CO-RE relocations that the build resolves for some kernels (BpfKernelBtf with Embed).</summary>
public sealed class EmbeddedValueTests
{
    [Fact]
    public void The_CO_RE_values_of_an_embedded_kernel_are_generated_and_compile()
    {
        using var project = Kernel(new TestProject().WithProbe("core/figures.o"), "same", "5.10.1.btf", ("Embed", "true"));

        var run = project.Run();

        run.Compile();
        Assert.Contains("loader.UseKernelValues(KernelValues.Kernels, KernelValues.Tables);", run.Source);
    }

    [Fact]
    public void Without_Embed_no_CO_RE_values_are_generated()
    {
        using var project = Kernel(new TestProject().WithProbe("core/figures.o"), "same", "5.10.1.btf");

        Assert.DoesNotContain("KernelValues", project.Run().Source);
    }

    [Fact]
    public void An_object_without_CO_RE_relocations_gets_no_embedded_values()
    {
        using var project = Kernel(new TestProject().WithProbe("counters.o"), "same", "5.10.1.btf", ("Embed", "true"));

        var run = project.Run();

        Assert.DoesNotContain("KernelValues", run.Source);
        Assert.Empty(run.Messages("BPFGEN068"));
    }

    [Fact]
    public void Kernels_with_equal_CO_RE_values_share_a_table_and_a_message_states_its_size()
    {
        using var one = Kernel(new TestProject().WithProbe("core/figures.o"), "same", "5.10.1.btf", ("Embed", "true"));
        using var two = Kernel(new TestProject().WithProbe("core/figures.o"), "same", "5.10.1.btf", ("Embed", "true"));
        Kernel(two, "same", "5.10.2.btf", ("Embed", "true"));

        var (first, second) = (one.Run().Message("BPFGEN068"), two.Run().Message("BPFGEN068"));

        const string End = "bytes: 1 different tables. All objects of the project share the keys of the kernels, which take ";
        Assert.EndsWith(End + "8 bytes.", first, StringComparison.Ordinal);
        Assert.EndsWith(End + "16 bytes.", second, StringComparison.Ordinal);
        Assert.Equal(BytesIn(first) + 1, BytesIn(second));
    }

    [Fact]
    public void The_item_metadata_Release_sets_the_release_of_an_embedded_kernel()
    {
        using var project = Kernel(
            new TestProject().WithProbe("core/figures.o"), "same", "vmlinux", ("Embed", "true"), ("Release", "5.10.1-custom"));

        Assert.Contains("KernelValues", project.Run().Source);
    }

    [Fact]
    public void Embedding_a_file_whose_name_is_no_kernel_release_is_an_error()
    {
        using var project = Kernel(new TestProject().WithProbe("core/figures.o"), "same", "vmlinux.btf", ("Embed", "true"));

        Assert.StartsWith(
            "The values for this kernel cannot be embedded: 'vmlinux' is not a kernel release", project.Run().Message("BPFGEN067"));
    }

    [Fact]
    public void Embedding_two_kernels_with_the_same_release_and_different_types_is_an_error()
    {
        using var project = Kernel(new TestProject().WithProbe("core/figures.o"), "same", "a/5.10.1.btf", ("Embed", "true"));
        Kernel(project, "moved", "b/5.10.1.btf", ("Embed", "true"));

        Assert.Contains("is also the release of", project.Run().Message("BPFGEN067"));
    }

    [Fact]
    public void The_same_kernel_can_be_embedded_from_two_files()
    {
        using var project = Kernel(new TestProject().WithProbe("core/figures.o"), "same", "a/5.10.1.btf", ("Embed", "true"));
        Kernel(project, "same", "b/5.10.1.btf", ("Embed", "true"));

        Assert.Empty(project.Run().Messages("BPFGEN067"));
    }

    [Fact]
    public void A_compressed_kernel_BTF_file_is_an_error_that_says_how_to_unpack_it()
    {
        using var project = new TestProject().WithProbe("core/figures.o").WithObject(
            "5.10.1.btf.tar.xz", [0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0, 0], ("BpfGenKernelBtf", "true"));

        Assert.StartsWith("The file is compressed: unpack it first (tar -xJf)", project.Run().Message("BPFGEN066"));
    }

    [Fact]
    public void Embedded_kernels_of_two_architectures_may_have_the_same_release()
    {
        using var project = new TestProject().WithProbe("core/figures.o");
        project.WithObject("x64/5.15.0-91-generic.btf", BtfOf("machines/x64.o"), ("BpfGenKernelBtf", "true"), ("Embed", "true"));
        project.WithObject("arm64/5.15.0-91-generic.btf", BtfOf("machines/arm64.o"), ("BpfGenKernelBtf", "true"), ("Embed", "true"));

        var run = project.Run();

        Assert.Empty(run.Messages("BPFGEN067"));
        Assert.Contains(" for 2 kernels ", run.Message("BPFGEN068"));
    }

    [Theory]
    [InlineData("yes")]
    [InlineData("1")]
    public void A_value_of_Embed_other_than_true_and_false_is_an_error(string value)
    {
        using var project = Kernel(new TestProject().WithProbe("core/figures.o"), "same", "5.10.1.btf", ("Embed", value));

        Assert.Equal(
            $"The values for this kernel cannot be embedded: Embed is '{value}'. Set it to true or false.",
            project.Run().Message("BPFGEN067"));
    }

    [Fact]
    public void A_kernel_with_Embed_false_is_accepted_but_its_values_are_not_embedded()
    {
        using var project = Kernel(new TestProject().WithProbe("core/figures.o"), "same", "5.10.1.btf", ("Embed", "False"));

        var run = project.Run();

        Assert.Empty(run.Messages("BPFGEN067"));
        Assert.DoesNotContain("KernelValues", run.Source);
    }

    [Fact]
    public void A_kernel_BTF_file_with_a_type_of_an_unknown_kind_is_an_error()
    {
        var btf = BtfOf("core/kernel-same.o");
        btf[BitConverter.ToInt32(btf, 4) + 7] = 0x1f;
        using var project = new TestProject().WithProbe("core/figures.o")
            .WithObject("5.10.1.btf", btf, ("BpfGenKernelBtf", "true"), ("Embed", "true"));

        var run = project.Run();

        Assert.StartsWith(
            "The file is damaged, or newer than this version of BpfGen: its type 1 cannot be read.", run.Message("BPFGEN066"));
        Assert.DoesNotContain("KernelValues", run.Source);
    }

    private static int BytesIn(string message) => int.Parse(message.Split(" take ")[1].Split(' ')[0], CultureInfo.InvariantCulture);

    private static TestProject Kernel(TestProject project, string kernel, string path, params (string Name, string Value)[] metadata)
    {
        return project.WithObject(path, BtfOf($"core/kernel-{kernel}.o"), [("BpfGenKernelBtf", "true"), .. metadata]);
    }

    private static byte[] BtfOf(string probe)
    {
        var elf = ElfReader.Read(Repository.Probe(probe), new ProblemList())!;
        return elf.Sections.Single(section => section.Name == ".BTF").Data.ToArray();
    }
}
