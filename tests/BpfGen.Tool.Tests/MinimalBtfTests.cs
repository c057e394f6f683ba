extern alias runtime;

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using BpfGen.Generator;
using BpfGen.Generator.Linking;
using BpfGen.Generator.Model;
using BpfGen.Generator.Tests.Support;
using BpfGen.Tool.Tests.Support;
using Xunit;
using Runtime = runtime::BpfGen;

namespace BpfGen.Tool.Tests;

/// <summary>With minimal BTF, the runtime resolves CO-RE relocations to the same values as with the kernel's complete BTF.</summary>
public sealed class MinimalBtfTests : IDisposable
{
    private const string Kernel = "/sys/kernel/btf/vmlinux";

    private readonly string _folder = Directory.CreateTempSubdirectory("bpfgen-min-btf-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("probes/core/kernel-same.o")]
    [InlineData("probes/core/kernel-moved.o")]
    [InlineData("probes/core/kernel-other.o")]
    public async Task The_runtime_resolves_the_same_values_with_the_minimal_BTF_as_with_the_whole_file(string kernel) =>
        await Compare(kernel, "probes/core/figures.o", "probes/core/guarded.o");

    [Fact]
    public async Task The_minimal_BTF_of_the_running_kernel_is_small_and_gives_the_runtime_the_same_values()
    {
        Assert.SkipUnless(File.Exists(Kernel), "The kernel does not provide its BTF.");

        var size = await Compare(Kernel, [.. Directory.GetFiles(Path.Combine(Repository.Probes, "samples"), "*.o"), "probes/btf/core.o"]);

        Assert.InRange(size, 100, 20_000);
    }

    [Fact]
    public async Task Min_btf_writes_the_files_of_several_kernels_to_a_folder()
    {
        var target = Path.Combine(_folder, "minimal");

        (await ToolRun.Of(
            "min-btf", "-o", target, "--kernel-btf", "probes/core/kernel-same.o", "--kernel-btf", "probes/core/kernel-moved.o",
            "probes/core/figures.o")).ShouldSucceed();

        Assert.Equal(["kernel-moved.o", "kernel-same.o"], Directory.GetFiles(target).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Min_btf_does_not_overwrite_its_input_file()
    {
        var copy = Path.Combine(_folder, "kernel.o");
        File.Copy(Path.Combine(Repository.Probes, "core", "kernel-same.o"), copy);

        (await ToolRun.Of("min-btf", "-o", copy, "--kernel-btf", copy, "probes/core/figures.o")).ShouldFail();
    }

    /// <summary>
    /// Creates minimal BTF for objects. Checks that the runtime resolves their CO-RE relocations to the same values as with the kernel's
    /// complete BTF.
    /// </summary>
    /// <returns>The size of the minimal BTF in bytes.</returns>
    private async Task<long> Compare(string kernel, params string[] objects)
    {
        var path = Path.Combine(_folder, "minimal.btf");
        (await ToolRun.Of(["min-btf", "-o", path, "--kernel-btf", kernel, .. objects])).ShouldSucceed();

        var compared = 0;
        using var whole = Runtime.KernelBtf.FromFile(Path.Combine(Repository.Root, kernel));
        using var minimal = Runtime.KernelBtf.FromFile(path);
        foreach (var file in objects)
        {
            var model = ObjectReader.Read(Path.Combine(Repository.Root, file), TypeRequests.None, default).Model!;
            var relocations = model.Functions.SelectMany(CoreRecords.Of).Select(record => record.Relocation).Distinct().ToList();
            var bytes = TypeBytes.Of(model.Types!, model.IsLittleEndian);
            var held = new List<IDisposable>();
            var roots = relocations.Select(relocation => relocation.Type).ToList();
            var (expected, found) = (whole.OpenResolver(bytes, roots, held), minimal.OpenResolver(bytes, roots, held));
            foreach (var relocation in relocations)
            {
                var asked = new Runtime.CoreRelocations.CoreRelocation(
                    relocation.Type, relocation.Access, (Runtime.CoreRelocations.CoreRelocationKind)relocation.Kind);
                if (asked.Kind != Runtime.CoreRelocations.CoreRelocationKind.TypeIdTarget)
                {
                    Assert.Equal(expected.Resolve(asked), found.Resolve(asked));
                    compared++;
                }
            }

            held.ForEach(item => item.Dispose());
        }

        Assert.True(compared > 10, $"only {compared} relocations");
        return new FileInfo(path).Length;
    }
}
