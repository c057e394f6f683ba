using System;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Threading.Tasks;
using BpfGen.Generator.Tests.Support;
using BpfGen.Tool.Tests.Support;
using Xunit;

namespace BpfGen.Tool.Tests;

/// <summary>The commands of the tool, on valid and on broken objects.</summary>
public sealed class CommandTests : IDisposable
{
    private const string Kernel = "/sys/kernel/btf/vmlinux";

    private readonly string _folder = Directory.CreateTempSubdirectory("bpfgen-tool-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Inspect_shows_maps_programs_relocations_types_and_requirements()
    {
        var run = (await ToolRun.Of("inspect", "probes/samples/runqlat.o")).ShouldSucceed();

        Assert.Contains("Linux 5.5 or later", run.Output);
        Assert.Contains("CAP_BPF, CAP_PERFMON", run.Output);
        Assert.Matches(@"starts +HASH +int \(4\) +ulong \(8\) +10240", run.Output);
        Assert.Matches(@"on_switch +tp_btf/sched_switch +TRACING +167", run.Output);
        Assert.Contains("bpf_probe_read_kernel", run.Output);
        Assert.Matches("FieldByteOffset +struct task_struct.__state", run.Output);
        Assert.Matches("struct histogram +Histogram +256", run.Output);
        Assert.Empty(run.Error);
    }

    [Fact]
    public async Task Inspect_prints_JSON()
    {
        var run = (await ToolRun.Of("inspect", "--json", "probes/kernel/kfuncs.o")).ShouldSucceed();

        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal("GPL", json.RootElement.GetProperty("license").GetString());
        Assert.Contains(
            json.RootElement.GetProperty("symbols").EnumerateArray(),
            symbol => symbol.GetProperty("kind").GetString() == "Function");
        Assert.All(
            json.RootElement.GetProperty("programs").EnumerateArray(),
            program => Assert.NotEqual(0, program.GetProperty("instructions").GetInt32()));
    }

    [Fact]
    public async Task Disassemble_shows_source_lines_and_the_names_of_maps_variables_helpers_functions_and_fields()
    {
        var run = (await ToolRun.Of("disassemble", "probes/samples/runqlat.o", "on_wakeup")).ShouldSucceed();

        Assert.Contains("; int thread = task->pid; @ runqlat.bpf.c:61\n", run.Output);
        Assert.Matches(@"\(61\) r2 = \*\(u32 \*\)\(r1 \+\d+\) +; CO-RE offset of struct task_struct.pid\n", run.Output);
        Assert.Matches(@"\(18\) r2 = map\[\.rodata\]\[0\]\+8 +; wanted_process\n", run.Output);
        Assert.Contains("(85) call bpf_ktime_get_ns#5\n", run.Output);
        Assert.DoesNotContain("on_switch", run.Output);

        var calls = (await ToolRun.Of("disassemble", "probes/linking/linked-functions.o")).ShouldSucceed();
        Assert.Matches(@"\(85\) call pc\+\d+#\w+\n", calls.Output);
    }

    [Fact]
    public async Task The_error_for_a_missing_program_suggests_a_similar_name()
    {
        var run = (await ToolRun.Of("disassemble", "probes/samples/runqlat.o", "on_wake")).ShouldFail();

        Assert.Contains("has no program 'on_wake'. Did you mean 'on_wakeup'?", run.Error);
    }

    [Fact]
    public async Task Check_reports_the_same_diagnostics_as_the_build()
    {
        var good = (await ToolRun.Of("check", "probes/samples/runqlat.o", "probes/probe.o")).ShouldSucceed();
        Assert.EndsWith("0 errors, 0 warnings\n", good.Output);

        var old = (await ToolRun.Of("check", "probes/samples/runqlat.o", "--min-kernel", "5.4")).ShouldFail();
        Assert.Contains("probes/samples/runqlat.o: error BPFGEN062: ", old.Output);

        var license = (await ToolRun.Of("check", "probes/samples/runqlat.o", "--license", "MIT")).ShouldFail();
        Assert.Contains("error BPFGEN017: ", license.Output);

        var order = (await ToolRun.Of("check", "probes/probe.o", "--runtime", "linux-s390x")).ShouldFail();
        Assert.Contains("error BPFGEN005: ", order.Output);
    }

    [Fact]
    public async Task Check_compares_an_object_with_the_BTF_files_of_kernels()
    {
        var same = (await ToolRun.Of("check", "probes/core/figures.o", "--kernel-btf", "probes/core/kernel-same.o")).ShouldSucceed();
        Assert.EndsWith("0 errors, 0 warnings\n", same.Output);

        var other = (await ToolRun.Of(
            "check", "probes/core/figures.o",
            "--kernel-btf", "probes/core/kernel-same.o", "--kernel-btf", "probes/core/kernel-other.o")).ShouldFail();
        Assert.Contains("error BPFGEN064: Program 'ask' reads 'struct figure___mine.id'", other.Output);
        Assert.Contains("which kernel kernel-other.o does not have", other.Output);
    }

    [Theory]
    [InlineData("inspect", "README.md", "BPFGEN002")]
    [InlineData("inspect", "nowhere.o", "BPFGEN001")]
    [InlineData("disassemble", "README.md", "BPFGEN002")]
    [InlineData("check", "README.md", "BPFGEN002")]
    [InlineData("vmlinux", "README.md", "does not begin with a BTF header")]
    [InlineData("vmlinux", "nowhere", "cannot be read")]
    [InlineData("vmlinux", "probes/probe.o", "without a section .BTF")]
    [InlineData("vmlinux", "probes", "cannot be read")]
    public async Task The_error_for_an_unusable_file_names_the_file(string command, string file, string message)
    {
        var run = (await ToolRun.Of(command, file)).ShouldFail();

        Assert.Contains(file, run.Output + run.Error);
        Assert.Contains(message.Replace("does not begin", "do not begin", StringComparison.Ordinal), run.Output + run.Error);
    }

    [Theory]
    [InlineData("inspect")]
    [InlineData("disassemble", "probes/probe.o", "a", "b")]
    [InlineData("check", "probes/probe.o", "--min-kernel", "new")]
    [InlineData("min-btf", "probes/core/figures.o")]
    [InlineData("unknown")]
    public async Task An_invalid_command_line_prints_the_error_and_the_help(params string[] arguments)
    {
        var run = (await ToolRun.Of(arguments)).ShouldFail();

        Assert.Contains("Usage:", run.Output);
    }

    [Fact]
    public async Task Inspect_and_disassemble_accept_every_probe_or_print_an_error_message()
    {
        // Run only every fifth probe, because each run starts a process.
        var probes = Directory.GetFiles(Repository.Probes, "*.o", SearchOption.AllDirectories).Order();
        foreach (var probe in probes.Where((_, index) => index % 5 == 0))
        {
            foreach (var command in new[] { "inspect", "disassemble" })
            {
                var run = await ToolRun.Of(command, probe);
                _ = run.Status == 0 ? run.ShouldSucceed() : run.ShouldFail();
            }
        }
    }

    [Fact]
    public async Task Commands_print_messages_and_no_stack_traces_for_damaged_objects()
    {
        var (random, path) = (new Random(1), Path.Combine(_folder, "damaged.o"));
        foreach (var command in new[] { "inspect", "disassemble", "check", "vmlinux" })
        {
            for (var i = 0; i < 4; i++)
            {
                var bytes = Repository.Probe("samples/runqlat.o");
                for (var change = 0; change < 200; change++)
                {
                    bytes[random.Next(64, bytes.Length)] = (byte)random.Next(256);
                }

                await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);
                var run = await ToolRun.Of(command, path);
                _ = run.Status == 0 ? run.ShouldSucceed() : run.ShouldFail();
            }
        }
    }

    [Fact]
    public async Task Vmlinux_writes_a_header_for_the_running_kernel()
    {
        Assert.SkipUnless(File.Exists(Kernel), "The kernel does not provide its BTF.");
        var header = Path.Combine(_folder, "vmlinux.h");

        (await ToolRun.Of("vmlinux", "-o", header)).ShouldSucceed();

        Assert.Contains("struct task_struct {", await File.ReadAllTextAsync(header, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Vmlinux_with_a_module_also_writes_the_types_of_the_module()
    {
        // The BTF of a module continues the numbers of types and the offsets of strings of its kernel.
        var kernelNames = "\0int\0base\0first\0"u8.ToArray();
        var moduleNames = "\0of_module\0inner\0"u8.ToArray();
        var (kernel, module) = (Path.Combine(_folder, "kernel.btf"), Path.Combine(_folder, "module.btf"));
        var own = (uint)kernelNames.Length;
        var cancel = TestContext.Current.CancellationToken;
        await File.WriteAllBytesAsync(kernel, Btf(kernelNames, [1, 1 << 24, 4, (1 << 24) | 32, 5, (4 << 24) | 1, 4, 10, 1, 0]), cancel);
        await File.WriteAllBytesAsync(module, Btf(moduleNames, [own + 1, (4 << 24) | 2, 8, own + 11, 2, 0, 10, 1, 32]), cancel);

        var header = (await ToolRun.Of("vmlinux", kernel, "--module", module)).ShouldSucceed().Output;

        Assert.Matches(@"struct base \{\s*int first;\s*\};", header);
        Assert.Matches(@"struct of_module \{\s*struct base inner;\s*int first;\s*\};", header);
        Assert.DoesNotContain("of_module", (await ToolRun.Of("vmlinux", kernel)).ShouldSucceed().Output, StringComparison.Ordinal);

        var alone = (await ToolRun.Of("vmlinux", module)).ShouldFail();
        Assert.Contains("cannot be read alone", alone.Error);
        Assert.Contains("--module", alone.Error);
        Assert.Contains("cannot be read", (await ToolRun.Of("vmlinux", kernel, "--module", "no-such-module")).ShouldFail().Error);
    }

    private static byte[] Btf(byte[] names, uint[] types)
    {
        uint[] header = [0x0001eb9f, 24, 0, (uint)types.Length * 4, (uint)types.Length * 4, (uint)names.Length];
        return [.. MemoryMarshal.AsBytes<uint>([.. header, .. types]), .. names];
    }
}
