using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using BpfGen.Runtime.Tests.Support;
using BpfGen.Symbols;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>Uprobes and USDT probes: programs that are attached to functions and offsets of binaries.</summary>
[Collection(KernelTests.Name)]
public sealed partial class UprobeTests
{
    [Theory]
    [InlineData(ProbeMode.Newest)]
    [InlineData(ProbeMode.Link)]
    [InlineData(ProbeMode.PerfEvent)]
    [InlineData(ProbeMode.TraceFs)]
    public void A_uprobe_runs_for_each_call_of_a_function_until_its_link_is_disposed(ProbeMode mode)
    {
        Kernel.TraceFsRequired();
        using var library = new ProbedLibrary();
        using var tracer = Uprobes.Load();

        using (tracer.OnStart.Attach(library.Path, "probed_one", new UprobeOptions { Mode = mode }))
        {
            Assert.Equal(42, library.Call(0, 41));
            Assert.Equal(43, library.Call(1, 41));
        }

        library.Call(0, 41);
        Assert.Equal(1ul, tracer.Bss.Starts);
    }

    [Fact]
    public void Disposing_the_link_of_a_tracefs_uprobe_removes_its_line_in_uprobe_events()
    {
        Kernel.TraceFsRequired();
        using var library = new ProbedLibrary();
        using var tracer = Uprobes.Load();

        using (tracer.OnStart.Attach(library.Path, "probed_one", new UprobeOptions { Mode = ProbeMode.TraceFs }))
        {
            Assert.Contains(library.Path, File.ReadAllText("/sys/kernel/tracing/uprobe_events"));
        }

        Assert.DoesNotContain(library.Path, File.ReadAllText("/sys/kernel/tracing/uprobe_events"));
    }

    [Theory]
    [InlineData(ProbeMode.Newest)]
    [InlineData(ProbeMode.TraceFs)]
    public void A_uretprobe_runs_for_each_return(ProbeMode mode)
    {
        Kernel.TraceFsRequired();
        using var library = new ProbedLibrary();
        using var tracer = Uprobes.Load();

        using (tracer.OnReturn.Attach(library.Path, "probed_one", new UprobeOptions { Mode = mode }))
        {
            Assert.Equal(42, library.Call(0, 41));
        }

        Assert.Equal((0ul, 1ul), (tracer.Bss.Starts, tracer.Bss.Returns));
    }

    [Fact]
    public void A_uprobe_is_attached_by_file_offset()
    {
        Kernel.Required();
        using var library = new ProbedLibrary();
        using var tracer = Uprobes.Load();

        using var link = tracer.OnStart.Attach(library.Path, ProbedLibrary.TextOffset + 16);
        library.Call(0, 1);
        library.Call(1, 1);

        Assert.Equal(1ul, tracer.Bss.Starts);
    }

    [Fact]
    public void A_uprobe_is_attached_by_an_offset_in_a_function()
    {
        Kernel.Required();
        using var library = new ProbedLibrary();
        using var tracer = Uprobes.Load();
        var lastInstruction = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 4ul : 3ul;

        using (tracer.OnStart.Attach(library.Path, "probed_one", new UprobeOptions { Offset = lastInstruction }))
        {
            Assert.Equal((42, 43), (library.Call(0, 41), library.Call(1, 41)));
        }

        library.Call(0, 1);
        Assert.Equal(1ul, tracer.Bss.Starts);
    }

    [Fact]
    public void A_uprobe_section_name_can_contain_an_offset_in_the_function()
    {
        const string Folders = "LD_LIBRARY_PATH";
        Kernel.Required();
        using var library = new ProbedLibrary();
        using var tracer = Uprobes.Load();
        var before = Environment.GetEnvironmentVariable(Folders);
        Environment.SetEnvironmentVariable(Folders, Path.GetDirectoryName(library.Path));
        try
        {
            using var link = tracer.BehindStart.Attach();
            library.Call(0, 1);
            Assert.Equal(0ul, tracer.Bss.Starts);
            library.Call(1, 1);
            Assert.Equal(1ul, tracer.Bss.Starts);
        }
        finally
        {
            Environment.SetEnvironmentVariable(Folders, before);
        }
    }

    [Theory]
    [InlineData(ProbeMode.Newest)]
    [InlineData(ProbeMode.TraceFs)]
    public void A_uprobe_of_another_process_runs_only_in_that_process(ProbeMode mode)
    {
        Kernel.TraceFsRequired();
        using var tracer = Uprobes.Load();
        using var probed = new Echo();
        using var other = new Echo();
        using (tracer.OnStart.Attach("libc.so.6", "write", new UprobeOptions { Pid = probed.Id, Mode = mode }))
        {
            // This process calls write, too, to send the other processes their input.
            other.Say("one");
            Assert.Equal(0ul, tracer.Bss.Starts);
            probed.Say("two");
            Assert.Equal(1ul, tracer.Bss.Starts);
        }

        probed.Say("three");
        Assert.Equal(1ul, tracer.Bss.Starts);
    }

    [Fact]
    public void A_uprobe_program_reads_its_cookie()
    {
        Kernel.Required();
        using var library = new ProbedLibrary();
        using var tracer = Cookies.Load();

        using var link = tracer.OnStart.Attach(library.Path, "probed_one", new UprobeOptions { Cookie = 77 });
        library.Call(0, 1);

        Assert.Equal(77ul, tracer.Bss.StartCookie);
    }

    [Fact]
    public void A_uretprobe_program_reads_its_cookie()
    {
        Kernel.Required();
        using var library = new ProbedLibrary();
        using var tracer = Cookies.Load();

        using var link = tracer.OnStart.Attach(library.Path, "probed_one", new UprobeOptions { Cookie = 78, IsReturn = true });
        library.Call(0, 1);

        Assert.Equal(78ul, tracer.Bss.StartCookie);
    }

    [Fact]
    public void A_uprobe_of_another_process_does_not_run_in_this_process()
    {
        Kernel.Required();
        using var library = new ProbedLibrary();
        using var other = Process.Start("sleep", "60");
        using var tracer = Uprobes.Load();

        using (tracer.OnStart.Attach(library.Path, "probed_one", new UprobeOptions { Pid = other.Id }))
        {
            library.Call(0, 1);
        }

        using (tracer.OnStart.Attach(library.Path, "probed_one", new UprobeOptions { Pid = Environment.ProcessId }))
        {
            library.Call(0, 1);
        }

        other.Kill();
        Assert.Equal(1ul, tracer.Bss.Starts);
    }

    [Fact]
    public void A_library_is_found_by_its_name_where_the_dynamic_loader_finds_it()
    {
        Kernel.Required();
        using var tracer = Uprobes.Load();

        using var link = tracer.OnGetpgid.Attach(new UprobeOptions { Pid = Environment.ProcessId });
        Trigger.GetProcessGroup(1);

        Assert.Equal(1ul, tracer.Bss.Starts);
    }

    [Fact]
    public void The_error_names_a_missing_library_function_or_offset()
    {
        Kernel.Required();
        using var library = new ProbedLibrary();
        using var tracer = Uprobes.Load();

        var noLibrary = Assert.Throws<BpfException>(() => tracer.OnStart.Attach());
        var noFile = Assert.Throws<BpfException>(() => tracer.OnStart.Attach("/nowhere/at-all", "main"));
        var noFunction = Assert.Throws<BpfException>(() => tracer.OnStart.Attach(library.Path, "probed_four"));
        var noElf = Assert.Throws<BpfException>(() => tracer.OnStart.Attach("/proc/self/status", "main"));
        var noPlace = Assert.Throws<BpfException>(() => tracer.OnStart.Attach(library.Path, 1ul << 40));

        Assert.Contains(
            "'libbpfgen-probed.so' was not found in LD_LIBRARY_PATH, ld.so.cache and the default library directories.", noLibrary.Message);
        Assert.Contains("The file /nowhere/at-all does not exist.", noFile.Message);
        Assert.Contains(
            "libbpfgen-probed.so has no function 'probed_four' in its symbol tables. The binary is stripped", noFunction.Message);
        Assert.Equal(("Attach", null, null), (noFunction.Command, noFunction.Errno, noFunction.ErrnoName));
        Assert.Equal(("open", "ENOENT"), (noFile.Command, noFile.ErrnoName));
        Assert.Contains("it is not an ELF file", noElf.Message);
        Assert.Equal(("perf_event_open", "EINVAL"), (noPlace.Command, noPlace.ErrnoName));
    }

    [Fact]
    public void One_uprobe_multi_link_attaches_all_functions_that_match_a_pattern()
    {
        Kernel.Required();
        using var library = new ProbedLibrary();
        using var tracer = UprobesMulti.Load();

        using (var link = tracer.OnStarts.Attach(library.Path, "probed_t*", cookie: 5))
        using (tracer.OnReturns.Attach(library.Path, "probed_*"))
        {
            Assert.Equal(LinkType.UprobeMulti, link.Type);
            Assert.Equal((2, 3, 4), (library.Call(0, 1), library.Call(1, 1), library.Call(2, 1)));
        }

        library.Call(1, 1);
        Assert.Equal((2ul, 10ul, 3ul), (tracer.Bss.Starts, tracer.Bss.Cookies, tracer.Bss.Returns));
    }

    [Fact]
    public void A_uprobe_on_an_indirect_function_runs_at_the_implementation_that_the_process_uses()
    {
        Kernel.Required();
        SkipUnlessIndirect("strlen");
        using var tracer = Uprobes.Load();
        using var many = UprobesMulti.Load();

        using (tracer.OnStart.Attach("libc.so.6", "strlen", new UprobeOptions { Pid = Environment.ProcessId }))
        using (many.OnStarts.Attach("libc.so.6", "strlen", pid: Environment.ProcessId, cookie: 1))
        {
            for (var i = 0; i < 100; i++)
            {
                Assert.Equal(6, Length("strlen"));
            }
        }

        Assert.InRange(tracer.Bss.Starts, 100ul, ulong.MaxValue);
        Assert.InRange(many.Bss.Starts, 100ul, ulong.MaxValue);
    }

    [Fact]
    public void The_error_names_an_indirect_function_that_is_attached_without_a_process()
    {
        Kernel.Required();
        SkipUnlessIndirect("strlen");
        using var tracer = Uprobes.Load();
        using var many = UprobesMulti.Load();

        var one = Assert.Throws<BpfException>(() => tracer.OnStart.Attach("libc.so.6", "strlen"));
        var named = Assert.Throws<BpfException>(() => many.OnStarts.Attach("libc.so.6", "strlen"));
        var pattern = Assert.Throws<BpfException>(() => many.OnStarts.Attach("libc.so.6", "strle?"));

        Assert.Equal((null, null, null), (one.Errno, named.Errno, pattern.Errno));
        Assert.Contains("'strlen' of ", one.Message);
        Assert.Contains("is an indirect function (IFUNC)", one.Message);
        Assert.Contains("Set Pid in the options", one.Message);
        Assert.Contains("that match 'strle?' are indirect (IFUNC): strlen. A pattern skips such functions", pattern.Message);
    }

    [Fact]
    public void A_return_probe_with_an_offset_throws_ArgumentException()
    {
        Kernel.Required();
        using var library = new ProbedLibrary();
        using var tracer = Uprobes.Load();

        var exception =
            Assert.Throws<ArgumentException>(() => tracer.OnReturn.Attach(library.Path, "probed_one", new UprobeOptions { Offset = 3 }));
        Assert.Throws<ArgumentException>(
            () => tracer.OnStart.Attach(library.Path, "probed_one", new UprobeOptions { Offset = 3, IsReturn = true }));

        Assert.Contains("A return probe requires the start of a function", exception.Message);
        Assert.Throws<ArgumentException>(() => tracer.BehindStart.Attach(new UprobeOptions { Offset = 3 }));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_process_or_thread_id_that_is_not_positive_throws_ArgumentException(int id)
    {
        Kernel.Required();
        using var many = UprobesMulti.Load();
        using var profile = Profile.Load();
        var source = PerfEventSource.CpuClock(99);

        Assert.Throws<ArgumentException>(() => new UprobeOptions { Pid = id });
        Assert.Throws<ArgumentException>(() => new UsdtOptions { Pid = id });
        Assert.Throws<ArgumentException>(() => new IteratorOptions { Pid = id });
        Assert.Throws<ArgumentException>(() => new IteratorOptions { Tid = id });
        Assert.Throws<ArgumentException>(() => many.OnStarts.Attach("libc.so.6", "getpid", pid: id));
        Assert.Throws<ArgumentException>(() => many.OnStarts.Attach("libc.so.6", [1ul], pid: id));
        var thread = Assert.Throws<ArgumentException>(() => profile.OnSample.Attach(source, tid: id));
        Assert.Throws<ArgumentOutOfRangeException>(() => profile.OnSample.Attach(source, cpu: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => profile.OnSample.AttachToCallingThread(source, cpu: -1));
        Assert.StartsWith($"The id of a process or thread must be greater than 0, but tid is {id}.", thread.Message);
    }

    [Fact]
    public void A_uprobe_multi_link_has_one_cookie_for_each_offset()
    {
        Kernel.Required();
        using var library = new ProbedLibrary();
        using var tracer = UprobesMulti.Load();
        ulong[] offsets = [ProbedLibrary.TextOffset, ProbedLibrary.TextOffset + 32];

        using var link = tracer.OnStarts.Attach(library.Path, offsets, [100, 1], pid: Environment.ProcessId);
        library.Call(0, 1);
        library.Call(2, 1);
        library.Call(2, 1);

        Assert.Equal(102ul, tracer.Bss.Cookies);
        Assert.Throws<ArgumentException>(() => tracer.OnStarts.Attach(library.Path, offsets, [1]));
    }

    [Fact]
    public void A_uprobe_session_program_runs_at_the_start_of_a_function_and_at_selected_returns()
    {
        Kernel.Required();
        using var library = new ProbedLibrary();
        using var tracer = UprobesSession.Load();

        using (tracer.OnBoth.Attach(library.Path, [ProbedLibrary.TextOffset, ProbedLibrary.TextOffset + 16], [1, 2]))
        {
            library.Call(0, 1);
            library.Call(1, 1);
        }

        library.Call(0, 1);
        Assert.Equal(3ul, tracer.Bss.Both);
    }

    [Fact]
    public void Attach_throws_if_no_function_matches_the_pattern()
    {
        Kernel.Required();
        using var library = new ProbedLibrary();
        using var tracer = UprobesMulti.Load();

        var exception = Assert.Throws<BpfException>(() => tracer.OnStarts.Attach(library.Path, "nothing_*"));

        Assert.Contains("has no function that matches 'nothing_*'", exception.Message);
    }

    [Fact]
    public void A_USDT_program_reads_the_arguments_and_the_cookie()
    {
        Kernel.Required();
        using var library = new ProbedLibrary();
        using var tracer = Usdt.Load();
        Assert.Equal(0, library.Semaphore);

        using (var link = tracer.OnWork.Attach(library.Path, "bpfgen", "work", new UsdtOptions { Cookie = 9 }))
        {
            Assert.Equal((1, 1), (link.PlaceCount, library.Semaphore));
            Assert.Equal(LinkType.UprobeMulti, Assert.IsType<KernelLink>(Assert.Single(link.Links)).Type);
            Assert.Equal(1, library.Work(-3, 0x1122_3344_5566_7788));
        }

        library.Work(0, 0);
        Assert.Equal(0, library.Semaphore);
        Assert.Equal((1ul, 9ul, 3ul), (tracer.Bss.Hits, tracer.Bss.Cookie, tracer.Bss.Count));
        Assert.Equal([unchecked((ulong)-3), 0x1122_3344_5566_7788ul, 7ul], Enumerable.Range(0, 3).Select(i => tracer.Bss.Values[i]));
    }

    [Fact]
    public void A_USDT_program_reads_arguments_that_are_stored_in_global_variables_of_the_library()
    {
        Kernel.Required();
        Assert.SkipUnless(RuntimeInformation.ProcessArchitecture == Architecture.X64, "needs x86-64");
        using var library = new ProbedLibrary();
        using var tracer = Usdt.Load();

        using (tracer.OnWork.Attach(library.Path, "bpfgen", "symbols"))
        {
            library.Work(-3, 0);
        }

        // The second argument is the probe's semaphore, which is 1 for this tracer. The third argument has eight bytes: six zero bytes and
        // the semaphore.
        Assert.Equal((1ul, 3ul), (tracer.Bss.Hits, tracer.Bss.Count));
        Assert.Equal([unchecked((ulong)-3), 1ul, 0x1_0000_0000_0000ul], Enumerable.Range(0, 3).Select(i => tracer.Bss.Values[i]));
    }

    [Fact]
    public void The_error_for_a_USDT_argument_in_a_vector_register_names_the_register()
    {
        Kernel.Required();
        Assert.SkipUnless(RuntimeInformation.ProcessArchitecture == Architecture.X64, "needs x86-64");
        using var library = new ProbedLibrary();
        using var tracer = Usdt.Load();
        var exception = Assert.Throws<BpfException>(() => tracer.OnWork.Attach(library.Path, "bpfgen", "vector"));

        Assert.Contains("'4@%xmm0'", exception.Message);
        Assert.Contains("Programs see the general-purpose registers only.", exception.Message);
    }

    [Fact]
    public void One_link_covers_all_locations_of_a_USDT_probe_and_each_location_has_its_own_arguments()
    {
        Kernel.Required();
        using var library = new ProbedLibrary();
        using var tracer = Usdt.Load();

        using (var link = tracer.OnWork.Attach(library.Path, "bpfgen", "pair", new UsdtOptions { Cookie = 5 }))
        {
            Assert.Equal(2, link.PlaceCount);
            Assert.Equal(LinkType.UprobeMulti, Assert.IsType<KernelLink>(Assert.Single(link.Links)).Type);

            Assert.Equal(6, library.Pair(0, 1, 10));
            Assert.Equal(
                (1ul, 5ul, 1ul, 10ul, 8ul),
                (tracer.Bss.Hits, tracer.Bss.Cookie, tracer.Bss.Values[0], tracer.Bss.Values[1], tracer.Bss.Values[2]));
            Assert.Equal(8, library.Pair(1, 2, 20));
            Assert.Equal(
                (2ul, 5ul, 2ul, 20ul, 9ul),
                (tracer.Bss.Hits, tracer.Bss.Cookie, tracer.Bss.Values[0], tracer.Bss.Values[1], tracer.Bss.Values[2]));
        }

        library.Pair(1, 0, 0);
        Assert.Equal(2ul, tracer.Bss.Hits);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_USDT_probe_of_one_process_is_hit_by_all_its_threads_and_by_no_other_process(bool isThis)
    {
        Kernel.Required();
        using var library = new ProbedLibrary();
        using var tracer = Usdt.Load();
        using var other = new Echo();

        using var link = tracer.OnWork.Attach(
            library.Path, "bpfgen", "work", new UsdtOptions { Pid = isThis ? Environment.ProcessId : other.Id });
        var thread = new Thread(() => library.Work(0, 0));
        thread.Start();
        thread.Join();

        Assert.Equal(isThis ? 1ul : 0, tracer.Bss.Hits);
    }

    [Fact]
    public void Map_entries_of_detached_USDT_probes_are_reused()
    {
        Kernel.Required();
        using var library = new ProbedLibrary();
        using var tracer = Usdt.Load();

        // The map holds the arguments of at most two probes.
        for (var i = 0; i < 5; i++)
        {
            using var link = tracer.OnWork.Attach(library.Path, "bpfgen", "work");
        }

        using var first = tracer.OnWork.Attach(library.Path, "bpfgen", "work");
        using var second = tracer.OnWork.Attach(library.Path, "bpfgen", "work");
        var exception = Assert.Throws<BpfException>(() => tracer.OnWork.Attach(library.Path, "bpfgen", "work"));
        Assert.Contains("The map is full: 2 probes are attached already.", exception.Message);
        library.Work(0, 0);
        Assert.Equal(2ul, tracer.Bss.Hits);
    }

    [Fact]
    public void Attach_throws_for_an_unknown_USDT_probe()
    {
        Kernel.Required();
        using var library = new ProbedLibrary();
        using var tracer = Usdt.Load();

        var exception = Assert.Throws<BpfException>(() => tracer.OnWork.Attach(library.Path, "bpfgen", "rest"));

        Assert.Contains("libbpfgen-probed.so has no USDT probe bpfgen:rest.", exception.Message);
    }

    private static void SkipUnlessIndirect(string function)
    {
        using var found = BinaryFinder.Find("libc.so.6", pid: null, "a test");
        using var libc = UserBinary.Open(found, "a test");
        Assert.SkipUnless(
            BinarySymbols.Of(libc).First().Functions(function).Any(symbol => symbol.Name == function && symbol.IsIndirect),
            $"needs a C library in which {function} is an indirect function");
    }

    [LibraryImport("libc", EntryPoint = "strlen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Length(string text);

    /// <summary>A process that calls write once for each line that it reads.</summary>
    private sealed class Echo : IDisposable
    {
        private readonly Process _shell = Process.Start(
            new ProcessStartInfo("sh", ["-c", "while read line; do echo $line; done"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;

        public int Id => _shell.Id;

        public void Say(string line)
        {
            _shell.StandardInput.WriteLine(line);
            _shell.StandardInput.Flush();
            Assert.Equal(line, _shell.StandardOutput.ReadLine());
        }

        public void Dispose()
        {
            _shell.Kill();
            _shell.WaitForExit();
            _shell.Dispose();
        }
    }
}
