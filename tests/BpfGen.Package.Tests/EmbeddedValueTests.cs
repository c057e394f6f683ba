using System;
using System.Buffers.Binary;
using System.IO;
using System.Text;
using System.Threading.Tasks;
using BpfGen.Package.Tests.Support;
using Xunit;

namespace BpfGen.Package.Tests;

/// <summary>
/// Values of CO-RE relocations that the build embeds (BpfKernelBtf with Embed), in a project that references the package.
/// </summary>
public sealed class EmbeddedValueTests(PackedPackage package) : IClassFixture<PackedPackage>
{
    private const string Kernel = "/sys/kernel/btf/vmlinux";

    /// <summary>
    /// A program that prints the instructions of its loaded eBPF programs as bpftool shows them, without the ids of maps, and then waits
    /// for an event.
    /// </summary>
    private const string Snoop = """
        using System;
        using System.Diagnostics;
        using System.Globalization;
        using System.Text.RegularExpressions;
        using BpfGen;
        using Consumer;

        using var probe = Probe.Load();
        foreach (BpfProgram program in new BpfProgram[] { probe.OnEnter, probe.OnExit })
        {
            var id = program.GetInfo().Id.ToString(CultureInfo.InvariantCulture);
            string[] arguments = ["prog", "dump", "xlated", "id", id, "opcodes"];
            using var tool = Process.Start(new ProcessStartInfo("bpftool", arguments) { RedirectStandardOutput = true })!;
            var text = Regex.Replace(await tool.StandardOutput.ReadToEndAsync(), @"map\[id:\d+\]", "map");
            Console.WriteLine(Regex.Replace(text, @"(?<=\n\s+18 \d\d 00 00 )[0-9a-f ]+", ""));
            Console.WriteLine($"count {program.GetInfo().VerifiedInstructions}");
        }

        using var links = probe.Attach();
        using var reader = probe.Events.OpenReader();
        using var process = Process.Start("true");
        await process.WaitForExitAsync();
        await foreach (var record in reader.ReadAllAsync())
        {
            Console.WriteLine("event");
            break;
        }
        """;

    private const string Figures = """
        using System;
        using Consumer;

        using var probe = Probe.Load(new() { Programs = { AutoLoad = false, Ask = { AutoLoad = true } } });
        probe.Ask.TestRun();
        Console.WriteLine(probe.Bss.Value.IdOffset);
        """;

    [Fact]
    public async Task Embedded_values_produce_the_same_instructions_as_the_kernel_and_also_work_without_kernel_BTF()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && File.Exists(Kernel), "needs root and a kernel with BTF");
        Assert.SkipUnless(Environment.OSVersion.Version >= new Version(5, 17), "needs a kernel that resolves relocations itself");
        var probe = Path.Combine(PackedPackage.Repository, "probes", "samples", "execsnoop.o");
        var byKernel = new Consumer(package, "", Snoop, probe);
        var byBuild = new Consumer(package, "", Snoop, probe);
        Embed(byBuild, File.ReadAllBytes(Kernel));
        (await byKernel.Build()).ShouldSucceed();
        var build = (await Dotnet.Run(byBuild.Folder, "build", "-v", "d")).ShouldSucceed();

        var expected = (await byKernel.Run()).ShouldSucceed().Output;

        Assert.Matches(@"BPFGEN068: The values of the \d+ different CO-RE relocations for 1 kernels take \d+ bytes", build.Output);
        Assert.Contains("event", expected);
        Assert.Equal(expected, (await byBuild.Run()).ShouldSucceed().Output);
        Assert.Equal(expected, (await RunWithoutBtf(byBuild)).ShouldSucceed().Output);
    }

    [Fact]
    public async Task Embedded_values_are_chosen_by_kernel_release_only_if_the_running_kernel_has_no_BTF()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && File.Exists(Kernel), "needs root and a kernel with BTF");
        var consumer = new Consumer(package, "", Figures, Path.Combine(PackedPackage.Repository, "probes", "core", "figures.o"));
        Embed(consumer, BtfOf(File.ReadAllBytes(Path.Combine(PackedPackage.Repository, "probes", "core", "kernel-moved.o"))));
        (await consumer.Build()).ShouldSucceed();

        Assert.StartsWith("56", (await RunWithoutBtf(consumer)).ShouldSucceed().Output);
        Assert.Contains("The running kernel has no struct figure", (await consumer.Run()).ShouldFail().Error);
    }

    /// <summary>Runs a project in an environment in which <c>/sys/kernel/btf</c> is empty.</summary>
    private static Task<ProcessResult> RunWithoutBtf(Consumer consumer) => Dotnet.Start(
        "unshare", consumer.Folder, "--mount", "sh", "-c", "mount -t tmpfs none /sys/kernel/btf && exec dotnet run --no-build");

    /// <summary>Adds a file as the BTF of the running kernel, under a name that does not state the release.</summary>
    private static void Embed(Consumer consumer, byte[] btf)
    {
        File.WriteAllBytes(Path.Combine(consumer.Folder, "running.btf"), btf);
        var project = Path.Combine(consumer.Folder, "Consumer.csproj");
        var release = File.ReadAllText("/proc/sys/kernel/osrelease").Trim();
        File.WriteAllText(project, File.ReadAllText(project).Replace(
            "</ItemGroup>",
            $"<BpfKernelBtf Include=\"running.btf\" Embed=\"true\" Release=\"{release}\" /></ItemGroup>",
            StringComparison.Ordinal));
    }

    /// <summary>Reads the section <c>.BTF</c> of a little-endian ELF file.</summary>
    private static byte[] BtfOf(byte[] elf)
    {
        var sections = (int)BinaryPrimitives.ReadUInt64LittleEndian(elf.AsSpan(40));
        var count = BinaryPrimitives.ReadUInt16LittleEndian(elf.AsSpan(60));
        var names = Place(BinaryPrimitives.ReadUInt16LittleEndian(elf.AsSpan(62)));
        for (var i = 0; i < count; i++)
        {
            var name = elf.AsSpan(names.Start + BinaryPrimitives.ReadInt32LittleEndian(elf.AsSpan(sections + (i * 64))));
            if (Encoding.UTF8.GetString(name[..name.IndexOf((byte)0)]) == ".BTF")
            {
                return elf.AsSpan(Place(i).Start, Place(i).Size).ToArray();
            }
        }

        throw new InvalidDataException("The object has no BTF.");

        (int Start, int Size) Place(int section)
        {
            var header = elf.AsSpan(sections + (section * 64));
            return ((int)BinaryPrimitives.ReadUInt64LittleEndian(header[24..]), (int)BinaryPrimitives.ReadUInt64LittleEndian(header[32..]));
        }
    }
}
