using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>
/// A load reads kernel BTF, kernel symbols and the kernel configuration only if the object needs them. An eBPF program records which files
/// the process opens.
/// </summary>
[Collection(KernelTests.Name)]
public sealed class FilesReadTests
{
    private const string Types = "/sys/kernel/btf/vmlinux";
    private const string Symbols = "/proc/kallsyms";
    private const string Configuration = "/proc/config.gz";

    public FilesReadTests() => Kernel.Required();

    [Fact]
    public void Loading_an_object_without_kernel_references_reads_no_kernel_files()
    {
        var opened = OpenedBy(() => Options.Load(new() { Rodata = { Step = 2 } }));

        Assert.DoesNotContain(
            opened,
            path => path.StartsWith("/sys/kernel/btf/", StringComparison.Ordinal) || path.StartsWith("/boot/", StringComparison.Ordinal));
        Assert.DoesNotContain(Symbols, opened);
        Assert.DoesNotContain(Configuration, opened);
    }

    [Fact]
    public void Loading_an_object_in_the_first_user_namespace_asks_no_BPF_file_system_for_a_token()
    {
        Assert.SkipUnless(new FileInfo("/proc/self/ns/user").LinkTarget == "user:[4026531837]", "needs the first user namespace");

        Assert.DoesNotContain("/sys/fs/bpf", OpenedBy(() => Slots.Load()));
    }

    [Fact]
    public void Loading_an_object_with_CO_RE_relocations_does_not_read_kernel_BTF_in_the_process() =>
        Assert.Empty(OpenedBy(() => Core.Load()).Intersect([Types, Symbols, Configuration]));

    [Fact]
    public void Kernel_BTF_is_read_for_programs_that_are_loaded_with_a_BTF_id_of_the_kernel() =>
        Assert.Equal([Types], OpenedBy(() => Hooks.Load()).Intersect([Types, Symbols, Configuration]));

    [Fact]
    public void Kernel_symbols_are_read_for_addresses_of_kernel_variables() =>
        Assert.Contains(Symbols, OpenedBy(() => Addresses.Load()));

    [Fact]
    public void The_kernel_configuration_is_read_if_a_variable_needs_its_value()
    {
        Assert.SkipUnless(File.Exists(Configuration), "needs a kernel that shows its configuration (CONFIG_IKCONFIG_PROC)");

        Assert.Equal([Configuration], OpenedBy(() => Kconfig.Load()).Intersect([Types, Symbols, Configuration]));
    }

    [Fact]
    public void The_kernel_configuration_is_not_read_if_load_options_set_all_its_values()
    {
        var opened = OpenedBy(() => Kconfig.Load(new()
        {
            KconfigMap =
            {
                ConfigHz = 1,
                ConfigInet = Kconfig.Types.LibbpfTristate.TriModule,
                ConfigNoSuchOption = 3,
                ConfigLogBufShift = 4,
                ConfigBpfSyscall = (byte)'n',
                ConfigNet = false,
                ConfigDefaultHostname = "given",
            },
        }));

        Assert.DoesNotContain(Configuration, opened);
        Assert.DoesNotContain(opened, path => path.StartsWith("/boot/", StringComparison.Ordinal));
    }

    private static HashSet<string> OpenedBy(Func<IDisposable> load)
    {
        // Load the tracer first, because the first load opens some files that later loads do not open again.
        using var tracer = Openings.Load(new() { Rodata = { Thread = (uint)Trigger.ThreadId() } });
        using var links = tracer.Attach();
        load().Dispose();

        // Open a known file, to show that the tracer records this thread.
        File.ReadAllText("/proc/self/comm");
        var opened = tracer.Opened.Select(entry => entry.Key.Text.ToString()).ToHashSet();
        Assert.Contains("/proc/self/comm", opened);
        return opened;
    }
}
