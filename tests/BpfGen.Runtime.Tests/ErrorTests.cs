using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using BpfGen.Interop;
using BpfGen.Links;
using BpfGen.Runtime.Tests.MapKinds;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>Error messages contain the kernel's error number, the name of the map, program or link, and the likely cause.</summary>
[Collection(KernelTests.Name)]
public sealed class ErrorTests
{
    [Theory]
    [InlineData("/usr/include/asm-generic/errno-base.h")]
    [InlineData("/usr/include/asm-generic/errno.h")]
    public void Every_error_number_of_the_kernels_headers_has_its_name(string header)
    {
        Assert.SkipUnless(File.Exists(header), $"needs {header}");
        var numbers = File.ReadLines(header)
            .Select(static line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .Where(static words => words.Length > 2 && words[0] == "#define" && int.TryParse(words[2], CultureInfo.InvariantCulture, out _))
            .ToDictionary(static words => int.Parse(words[2], CultureInfo.InvariantCulture), static words => words[1]);

        Assert.NotEmpty(numbers);
        Assert.All(numbers, static pair => Assert.Equal(pair.Value, Errno.NameOf(pair.Key)));
    }

    [Theory]
    [InlineData(88, "ENOTSOCK")]
    [InlineData(512, "ERESTARTSYS")]
    [InlineData(524, "ENOTSUPP")]
    [InlineData(531, "ENOGRACE")]
    [InlineData(520, "errno 520")]
    public void Error_numbers_that_only_the_kernel_uses_have_names(int errno, string name) =>
        Assert.Equal(name, new BpfException("bpf", errno, "a test").ErrnoName);

    [Fact]
    public void A_BpfException_without_a_failed_system_call_has_no_error_number()
    {
        var exception = new BpfException("Attach", "program 'a'", "It has no hook.");

        Assert.Equal(("Attach", null, null), (exception.Command, exception.Errno, exception.ErrnoName));
        Assert.Equal("Attach failed for program 'a'. It has no hook.", exception.Message);
    }

    [Fact]
    public void The_error_for_a_disposed_map_program_or_link_contains_its_name()
    {
        Kernel.Required();
        var map = NewMap.Create<HashMap<uint, ulong>>(MapType.Hash);
        var queue = NewMap.Create<BpfQueue<ulong>>(MapType.Queue, keySize: 0);
        var ring = Ring.Load();
        var reader = ring.Packets.OpenReader();
        var tracer = Tracepoints.Load();
        var link = tracer.OnRename.Attach();
        map.Dispose();
        queue.Dispose();
        reader.Dispose();
        ring.Dispose();
        link.Dispose();
        tracer.Dispose();

        Named("Map 'test_map' was disposed.", () => map[1] = 2);
        Named("Map 'test_map' was disposed.", () => map.TryGetValue(1, out _));
        Named("Map 'test_map' was disposed.", () => _ = map.Id);
        Named("Map 'test_map' was disposed.", () => map.UpdateBatch([1, 2], [3, 4]));
        Named("Map 'test_map' was disposed.", () => map.Pin("/sys/fs/bpf/bpfgen-never"));
        Named("Map 'test_map' was disposed.", () => queue.Push(1));
        Named("A reader of map 'packets' was disposed.", () => reader.Poll(TimeSpan.Zero, static (in _) => { }));
        Named("Map 'packets' was disposed.", () => ring.Packets.OpenReader());
        Named("Program 'on_rename' was disposed.", () => tracer.OnRename.Attach());
        Named("Program 'on_rename' was disposed.", () => _ = tracer.OnRename.Id);
        Named("Program 'on_rename' was disposed.", () => tracer.OnRename.TestRun());
        Named("The object tracepoints.o was disposed.", () => tracer.Attach());
        Named("The link of program 'on_rename' (RawTracepoint) on raw tracepoint task_rename was disposed.", () => _ = link.Info);
    }

    [Fact]
    public void The_error_for_a_disposed_variable_section_contains_its_name()
    {
        Kernel.Required();
        var globals = Globals.Load();
        globals.Dispose();

        Named("Map 'globals.data' was disposed.", () => globals.Data.Total = 1);
    }

    [Fact]
    public void The_error_for_a_disposed_netlink_attachment_contains_its_program_and_interface() => OwnNetwork.Run(static () =>
    {
        using var probe = Xdp.Load();
        var link = probe.Count.AttachNetlink("lo");
        link.Dispose();

        Named("The link of program 'count' (Xdp) on XDP of interface 'lo' was disposed.", () => link.Update(probe.Drop));
    });

    [Fact]
    public void The_error_for_a_prefix_that_is_longer_than_the_keys_contains_both_lengths()
    {
        using var trie = NewMap.Create<LpmTrie<ulong, ulong>>(MapType.LpmTrie, keySize: 8, flags: 1);
        const string Reason = "The key's prefix has a length of 33 bits, but the keys of this map have at most 32.";

        var update = Assert.Throws<BpfException>(() => trie.Update(33ul, 1));
        var batch = Assert.Throws<BpfException>(() => trie.UpdateBatch([LpmKey.Of<ulong>(IPNetwork.Parse("10.0.0.0/8")), 33], [1, 2]));
        var delete = Assert.Throws<BpfException>(() => trie.Remove(33ul));
        var key = Assert.Throws<ArgumentException>(() => LpmKey.Of<ulong>(33, [10]));

        Assert.Equal(("EINVAL", "EINVAL"), (update.ErrnoName, delete.ErrnoName));
        Assert.EndsWith(Reason, update.Message);
        Assert.EndsWith(Reason, delete.Message);
        Assert.EndsWith($"1 of 2 entries were written. {Reason}", batch.Message);
        Assert.StartsWith("The prefix has a length of 33 bits, but UInt64 can hold 32.", key.Message);
    }

    /// <summary>
    /// The kernel rejects the link, because the program was loaded for another hook. Attach must not try to attach the program without a
    /// link, because the kernel supports links.
    /// </summary>
    [Fact]
    public void After_an_invalid_link_request_Attach_does_not_try_to_attach_without_a_link()
    {
        using var cgroup = new OwnCgroup();
        using var probe = Cgroups.Load();

        var exception = Assert.Throws<BpfException>(
            () => probe.OnConnect.Attach(cgroup.Path, new CgroupAttachOptions { Hook = AttachType.CgroupInet6Connect }));

        Assert.Equal(("BPF_LINK_CREATE", "EINVAL"), (exception.Command, exception.ErrnoName));
        Assert.EndsWith("The program was loaded for CgroupInet4Connect.", exception.Message);
    }

    [Fact]
    public void LinkOnly_throws_ArgumentException_with_a_mode_that_attaches_without_links()
    {
        using var cgroup = new OwnCgroup();
        using var probe = Cgroups.Load();
        using var link = probe.OnConnect.Attach(cgroup.Path, new CgroupAttachOptions { LinkOnly = true });

        Assert.IsType<KernelLink>(link);
        Assert.Throws<ArgumentException>(
            () => probe.OnConnect.Attach(cgroup.Path, new CgroupAttachOptions { LinkOnly = true, Mode = CgroupAttachMode.Multi }));
    }

    [Fact]
    public void The_running_kernel_supports_every_kind_of_link_that_its_version_includes()
    {
        Kernel.NetworkRequired();
        var kernel = RunningKernel.Version;

        Assert.Equal(
            (kernel < new Version(5, 7), kernel < new Version(5, 8), kernel < new Version(5, 9), kernel < new Version(5, 15),
                kernel < new Version(6, 6), kernel < new Version(6, 10)),
            (Features.MissingLinks.OfCgroups, Features.MissingLinks.OfNetworkNamespaces, Features.MissingLinks.OfXdp,
                Features.MissingLinks.OfPerfEvents, Features.MissingLinks.OfTcx, Features.MissingLinks.OfSocketMaps));
    }

    [Fact]
    public void The_error_of_a_kprobe_says_that_the_kernel_was_built_without_kprobes()
    {
        Kernel.TraceFsRequired();
        Assert.SkipWhen(ProbeDevice.Kprobe.Exists, "this kernel has kprobes");
        using var tracer = Kprobes.Load();

        var newest = Assert.Throws<BpfException>(() => tracer.OnRead.Attach());
        var link = Assert.Throws<BpfException>(() => tracer.OnRead.Attach(new KprobeOptions { Mode = ProbeMode.Link }));

        Assert.Equal(("open", "ENOENT"), (newest.Command, newest.ErrnoName));
        Assert.EndsWith(
            "The kernel was built without kprobes (CONFIG_KPROBE_EVENTS), which such programs require. " +
            "/sys/kernel/tracing/kprobe_events does not exist.",
            newest.Message);
        Assert.Equal(("Attach", null), (link.Command, link.Errno));
        Assert.EndsWith("The kernel was built without kprobes (CONFIG_KPROBE_EVENTS), which such programs require.", link.Message);
    }

    [Fact]
    public void The_error_for_a_probe_that_tracefs_rejects_contains_the_kernels_error_number()
    {
        Kernel.TraceFsRequired();
        using var tracer = Uprobes.Load();
        var path = Path.Combine(Path.GetTempPath(), $"bpfgen test {Environment.ProcessId}");
        File.Copy("/bin/true", path, overwrite: true);

        var exception = Assert.Throws<BpfException>(
            () => tracer.OnStart.Attach(path, 64, new UprobeOptions { Mode = ProbeMode.TraceFs }));
        File.Delete(path);

        Assert.Equal(("write", "EINVAL"), (exception.Command, exception.ErrnoName));
        Assert.Contains("The kernel rejected the line 'p:bpfgen/p", exception.Message);
        Assert.EndsWith("tracefs does not accept a path with white space.", exception.Message);
    }

    [Fact]
    public void ProcessSymbols_of_a_missing_process_throws_with_the_kernels_error_number()
    {
        Kernel.Required();

        var exception = Assert.Throws<BpfException>(() => ProcessSymbols.Open(int.MaxValue));

        Assert.Equal(("open", "ENOENT"), (exception.Command, exception.ErrnoName));
        Assert.EndsWith("Process 2147483647 does not exist.", exception.Message);
    }

    [Fact]
    public void Load_throws_InvalidOperationException_if_an_attach_target_is_set_neither_in_section_nor_options()
    {
        Kernel.Required();

        var unbound = Assert.Throws<InvalidOperationException>(
            static () => Bound.Load(new() { Programs = { Unbound = { AutoLoad = true } } }).Dispose());
        var extension = Assert.Throws<InvalidOperationException>(
            static () => Bound.Load(new() { Programs = { Replacement = { AutoLoad = true } } }).Dispose());

        Assert.Contains("It requires an attach target, and its section names none.", unbound.Message);
        Assert.Contains("set AttachProgram in its load options", extension.Message);
    }

    /// <summary>
    /// The error number of an exception must come from a call that failed. So no code creates an exception with a constant error number.
    /// </summary>
    [Fact]
    public void No_exception_is_created_with_a_constant_error_number()
    {
        var folder = Path.Combine(Repository, "runtime");
        var inventions = Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(static file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
            .SelectMany(static file => System.Text.RegularExpressions.Regex
                .Matches(File.ReadAllText(file), @"(new BpfException|new|Failure)\(\s*[^,()]+,\s*Errno\.E[A-Z0-9]+")
                .Select(match => $"{Path.GetFileName(file)}: {match.Value}"))
            .ToList();

        // Only these three files may create such an exception: there, a method of BpfMap has converted the kernel's error number to a
        // result, such as false.
        Assert.Equal(3, inventions.Count);
        Assert.All(inventions, static text => Assert.Matches("UsdtSpecs|ArrayMap.Batch|PerCpuArrayMap.Typed", text));
    }

    private static string Repository
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder!.FullName, "BpfGen.sln")))
            {
                folder = folder.Parent;
            }

            return folder.FullName;
        }
    }

    private static void Named(string message, Action action) =>
        Assert.StartsWith(message, Assert.Throws<ObjectDisposedException>(action).Message);
}
