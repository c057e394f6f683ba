using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>What the kernel shows of itself in files is read only for objects that ask for it: a program of our own sees which files are opened.</summary>
[Collection(KernelTests.Name)]
public sealed class FilesReadTests
{
    private const string Types = "/sys/kernel/btf/vmlinux";
    private const string Symbols = "/proc/kallsyms";
    private const string Configuration = "/proc/config.gz";

    public FilesReadTests() => Kernel.Required();

    [Fact]
    public void An_object_that_names_nothing_in_the_kernel_reads_none_of_them()
    {
        var opened = OpenedBy(() => Options.Load(new() { Rodata = { Step = 2 } }));

        Assert.DoesNotContain(opened, path => path.StartsWith("/sys/kernel/btf/", StringComparison.Ordinal) || path.StartsWith("/boot/", StringComparison.Ordinal));
        Assert.DoesNotContain(Symbols, opened);
        Assert.DoesNotContain(Configuration, opened);
    }

    [Fact]
    public void The_kernel_resolves_CO_RE_relocations_without_the_process_reading_its_types() =>
        Assert.Empty(OpenedBy(() => Core.Load()).Intersect([Types, Symbols, Configuration]));

    [Fact]
    public void Types_are_read_for_programs_that_are_bound_by_them() =>
        Assert.Equal([Types], OpenedBy(() => Hooks.Load()).Intersect([Types, Symbols, Configuration]));

    [Fact]
    public void Symbols_are_read_for_addresses() =>
        Assert.Contains(Symbols, OpenedBy(() => Addresses.Load()));

    [Fact]
    public void The_configuration_is_read_for_its_values()
    {
        Assert.SkipUnless(File.Exists(Configuration), "needs a kernel that shows its configuration (CONFIG_IKCONFIG_PROC)");

        Assert.Equal([Configuration], OpenedBy(() => Kconfig.Load()).Intersect([Types, Symbols, Configuration]));
    }

    [Fact]
    public void The_configuration_is_not_read_where_all_of_its_values_are_given()
    {
        var opened = OpenedBy(() => Kconfig.Load(new()
        {
            KconfigMap =
            {
                CONFIGHZ = 1,
                CONFIGINET = Kconfig.Types.LibbpfTristate.TriModule,
                CONFIGNOSUCHOPTION = 3,
                CONFIGLOGBUFSHIFT = 4,
                CONFIGBPFSYSCALL = (byte)'n',
                CONFIGNET = false,
                CONFIGDEFAULTHOSTNAME = "given",
            },
        }));

        Assert.DoesNotContain(Configuration, opened);
        Assert.DoesNotContain(opened, path => path.StartsWith("/boot/", StringComparison.Ordinal));
    }

    private static HashSet<string> OpenedBy(Func<IDisposable> load)
    {
        // What the process opens once, whatever it loads, it has opened here.
        using var tracer = Openings.Load(new() { Rodata = { Thread = (uint)Trigger.ThreadId() } });
        using var links = tracer.Attach();
        load().Dispose();

        // The probe sees what this thread opens.
        File.ReadAllText("/proc/self/comm");
        var opened = tracer.Opened.Select(entry => entry.Key.Text.ToString()).ToHashSet();
        Assert.Contains("/proc/self/comm", opened);
        return opened;
    }
}
