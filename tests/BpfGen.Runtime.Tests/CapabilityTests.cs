using System;
using System.IO;
using BpfGen.Errors;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>Loading and attaching as a user with only some capabilities. The error names the missing capabilities.</summary>
[Collection(KernelTests.Name)]
public sealed class CapabilityTests
{
    private static readonly Capability[] Tracing = [Capability.Bpf, Capability.Perfmon];

    private static string Executable => Environment.ProcessPath!;

    [Fact]
    public void The_first_error_of_a_load_names_all_capabilities_that_the_object_needs() => LimitedUser.Run([], static () =>
    {
        var exception = Assert.Throws<BpfException>(static () => Tracepoints.Load().Dispose());

        Assert.Equal(("BPF_MAP_CREATE", "EPERM"), (exception.Command, exception.ErrnoName));
        Assert.Contains(
            "The process lacks CAP_BPF, CAP_PERFMON and CAP_DAC_READ_SEARCH. Run it as root, or give its file the capabilities: " +
            $"setcap cap_bpf,cap_perfmon,cap_dac_read_search+ep {Executable}",
            exception.Message);
    });

    [Fact]
    public void The_first_error_of_a_load_names_the_capabilities_of_programs_that_the_options_enable() => LimitedUser.Run([], static () =>
    {
        var exception = Assert.Throws<BpfException>(
            static () => OnDemand.Load(new() { Programs = { CountCalls = { AutoLoad = true } } }).Dispose());

        Assert.Equal("BPF_MAP_CREATE", exception.Command);
        Assert.Contains("The process lacks CAP_BPF and CAP_PERFMON. ", exception.Message);
    });

    [Fact]
    public void The_setcap_command_in_an_error_keeps_the_capabilities_that_the_process_has() =>
        LimitedUser.Run([Capability.Bpf, Capability.NetRaw], static () =>
        {
            var exception = Assert.Throws<BpfException>(static () => Uprobes.Load().Dispose());

            Assert.Equal(("BPF_PROG_LOAD", "EPERM"), (exception.Command, exception.ErrnoName));
            Assert.Contains("The process lacks CAP_PERFMON. Run it as root, or give its file the capability: ", exception.Message);
            Assert.Contains($"setcap cap_bpf,cap_perfmon,cap_net_raw+ep {Executable}", exception.Message);
        });

    [Fact]
    public void A_network_program_needs_CAP_NET_ADMIN() => LimitedUser.Run([Capability.Bpf], static () =>
    {
        var exception = Assert.Throws<BpfException>(static () => Xdp.Load().Dispose());

        Assert.Contains("The process lacks CAP_NET_ADMIN", exception.Message);
        Assert.Contains($"setcap cap_bpf,cap_net_admin+ep {Executable}", exception.Message);
    });

    [Fact]
    public void The_setcap_command_of_a_failed_attachment_lists_all_required_capabilities()
    {
        Kernel.NetworkRequired();
        using var tc = Tc.Load();
        LimitedUser.Run(Tracing, () =>
        {
            var exception = Assert.Throws<BpfException>(() => tc.Ingress.AttachFilter("lo", TcDirection.Ingress));

            Assert.Equal("EPERM", exception.ErrnoName);
            Assert.Contains("The process lacks CAP_NET_ADMIN.", exception.Message);
            Assert.Contains($"setcap cap_bpf,cap_perfmon,cap_net_admin+ep {Executable}", exception.Message);
        });
    }

    [Fact]
    public void A_raw_tracepoint_program_needs_only_CAP_BPF_and_CAP_PERFMON() => LimitedUser.Run(Tracing, static () =>
    {
        using var tracer = Tracepoints.Load();
        using var link = tracer.OnRename.Attach();
        Trigger.RenameThread("bpfgen-test");

        Assert.Equal(1ul, tracer.Bss.Renames);
    });

    [Fact]
    public void A_uprobe_program_attaches_without_CAP_SYS_ADMIN() => LimitedUser.Run(Tracing, static () =>
    {
        Assert.False(Capabilities.Has(Capability.SysAdmin));
        using var tracer = Uprobes.Load();
        using (var link = tracer.OnGetpgid.Attach(new UprobeOptions { Pid = Environment.ProcessId }))
        {
            Trigger.GetProcessGroup(1);
            Assert.Equal(LinkType.UprobeMulti, Assert.IsType<KernelLink>(link, exactMatch: false).Type);
        }

        Trigger.GetProcessGroup(1);
        Assert.Equal(1ul, tracer.Bss.Starts);
        var exception = Assert.Throws<BpfException>(
            () => tracer.OnGetpgid.Attach(new UprobeOptions { Mode = ProbeMode.PerfEvent }));
        Assert.Null(exception.Errno);
        Assert.Contains("so the program was loaded for a uprobe.multi link", exception.Message);
    });

    [Fact]
    public void A_uprobe_falls_back_to_tracefs_if_the_process_may_write_it()
    {
        Kernel.TraceFsRequired();

        // Load the object as root. Its programs are then prepared for perf_event_open and not for uprobe.multi links.
        using var tracer = Uprobes.Load();
        LimitedUser.RunAsRoot(Tracing, () =>
        {
            using (var link = tracer.OnGetpgid.Attach(new UprobeOptions { Pid = Environment.ProcessId }))
            {
                Trigger.GetProcessGroup(1);
                Assert.IsType<PerfEventLink>(link);
            }

            Trigger.GetProcessGroup(1);
            Assert.Equal(1ul, tracer.Bss.Starts);
        });
        Poll.Until(
            static () => !File.ReadAllText("/sys/kernel/tracing/uprobe_events")
                .Contains($"bpfgen/p{Environment.ProcessId}_", StringComparison.Ordinal),
            "the probe to be removed");
    }

    [Fact]
    public void The_error_for_a_uprobe_lists_the_requirements_of_each_way_to_attach_it()
    {
        Kernel.TraceFsRequired();
        using var tracer = Uprobes.Load();
        LimitedUser.Run(Tracing, () =>
        {
            var exception = Assert.Throws<BpfException>(
                () => tracer.OnGetpgid.Attach(new UprobeOptions { Pid = Environment.ProcessId }));

            Assert.Equal(("perf_event_open", "EACCES"), (exception.Command, exception.ErrnoName));
            Assert.Contains(
                "perf_event_open requires CAP_SYS_ADMIN for uprobes, and tracefs requires root. Links to many locations " +
                "(SEC(\"uprobe.multi/…\")) require neither, since Linux 6.6. The process lacks CAP_SYS_ADMIN.",
                exception.Message);
            Assert.Contains($"setcap cap_bpf,cap_perfmon,cap_sys_admin+ep {Executable}", exception.Message);
        });
    }

    [Fact]
    public void The_error_for_an_unreadable_tracefs_says_that_only_root_may_use_it()
    {
        Kernel.TraceFsRequired();
        using var tracer = Tracepoints.Load();
        LimitedUser.Run(Tracing, () =>
        {
            var exception = Assert.Throws<BpfException>(() => tracer.OnGetpgid.Attach());

            Assert.Equal(("open", "EACCES"), (exception.Command, exception.ErrnoName));
            Assert.Contains(
                "By default, only root may use tracefs, and /sys/kernel/tracing/events forbids it. The process lacks CAP_DAC_READ_SEARCH.",
                exception.Message);
            Assert.Contains($"setcap cap_bpf,cap_perfmon,cap_dac_read_search+ep {Executable}", exception.Message);
        });
    }

    [Fact]
    public void A_tracepoint_program_attaches_with_the_capabilities_that_the_error_names()
    {
        Kernel.TraceFsRequired();
        LimitedUser.Run([.. Tracing, Capability.DacReadSearch], static () =>
        {
            using var tracer = Tracepoints.Load();
            using var link = tracer.OnGetpgid.Attach();
            Trigger.GetProcessGroup(tracer.Rodata.WantedGroup);

            Assert.Equal(1ul, tracer.Bss.Calls);
        });
    }

    [Theory]
    [InlineData(1ul << 12, 0ul, "CAP_NET_ADMIN. Run it as root, or give its file the capability: setcap cap_net_admin+ep ")]
    [InlineData(
        1ul << 39, 1ul << 38, "CAP_BPF and CAP_PERFMON. Run it as root, or give its file the capabilities: setcap cap_bpf,cap_perfmon+ep ")]
    public void One_error_lists_all_missing_capabilities(ulong needed, ulong together, string text) => LimitedUser.Run(
        [], () => Assert.Contains("The process lacks " + text, MissingCapabilities.Explain(needed, together)));
}
