using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using BpfGen.Features;
using BpfGen.Interop;
using BpfGen.Loading;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>
/// Failures, exhausted resources and long runs. Errors are reported; file descriptors, kernel objects and memory do not leak; and no reader
/// sees a half-written record.
/// </summary>
[Collection(KernelTests.Name)]
public sealed partial class FaultTests
{
    private const int OpenFilesLimit = 7;

    /// <summary>
    /// The number of SIGWINCH, the signal for a changed window size. The signal has no effect unless a handler is registered.
    /// </summary>
    private const int WindowChanged = 28;

    /// <summary>
    /// The instructions of a loop of 150,000 iterations. The verifier simulates each iteration, so verification takes long.
    /// </summary>
    private static readonly ulong[] LongLoop =
    [
        0x000249f0000001b7, 0x0000000100000117, 0x00000000fffe0155, 0x00000000000000b7, 0x0000000000000095,
    ];

    [Fact]
    public void A_load_that_runs_out_of_file_descriptors_reports_EMFILE_and_leaks_nothing() =>
        RunOutOfFiles(static () => Globals.Load().Dispose());

    [Fact]
    public void An_attachment_that_runs_out_of_file_descriptors_reports_EMFILE_and_leaks_nothing()
    {
        Kernel.TraceFsRequired();
        using var tracer = Tracepoints.Load();

        RunOutOfFiles(() => tracer.OnGetpgid.Attach().Dispose());
        RunOutOfFiles(() => tracer.OnRename.Attach().Dispose());
    }

    [Fact]
    public void A_reader_that_runs_out_of_file_descriptors_reports_EMFILE_and_leaks_nothing()
    {
        Kernel.Required();
        using var ring = Ring.Load();
        using var probe = Probe.Load();

        RunOutOfFiles(() => ring.Packets.OpenReader().Dispose());
        RunOutOfFiles(() => probe.Events.OpenReader().Dispose());
    }

    [Fact]
    public void A_netlink_attachment_that_runs_out_of_file_descriptors_reports_EMFILE_and_attaches_nothing() => OwnNetwork.Run(static () =>
    {
        using var tc = Tc.Load();
        using var xdp = Xdp.Load();

        RunOutOfFiles(
            () => tc.Ingress.AttachFilter("lo", TcDirection.Ingress).Dispose(),
            static () => Assert.Empty(TcProgram.QueryFilters("lo", TcDirection.Ingress)));
        RunOutOfFiles(() => xdp.Count.AttachNetlink("lo").Dispose(), static () => Assert.False(XdpProgram.Query("lo").IsAttached));
    });

    [Fact]
    public void Load_throws_and_leaves_nothing_loaded_if_a_map_exceeds_the_kernels_memory()
    {
        Kernel.Required();
        var (files, maps, programs, types) = (
            KernelObjects.OpenFilesAtRest(), KernelObjects.MapIds(), KernelObjects.ProgramIds(), KernelObjects.TypeIds());

        var exception = Assert.Throws<BpfException>(
            static () => Options.Load(new()
            {
                Programs = { UsesSpare = { AutoLoad = true } },
                Maps = { Spare = { MaxEntries = uint.MaxValue - 1 } },
            }));

        Assert.Equal(("BPF_MAP_CREATE", "ENOMEM"), (exception.Command, exception.ErrnoName));
        Assert.Contains("map 'spare'", exception.Message);
        Assert.EndsWith("The kernel has no memory for the map. Reduce its number of entries.", exception.Message);
        Assert.Equal(files, KernelObjects.OpenFiles());
        Poll.Until(
            () => KernelObjects.MapIds().IsSubsetOf(maps)
                && KernelObjects.ProgramIds().IsSubsetOf(programs)
                && KernelObjects.TypeIds().IsSubsetOf(types),
            "the maps, programs and types of the failed load to be removed");
    }

    [Fact]
    public void A_load_is_repeated_if_a_signal_interrupts_the_verifier()
    {
        Kernel.Required();
        using var handled = PosixSignalRegistration.Create((PosixSignal)WindowChanged, static _ => { });
        var interrupted = 0;

        // Load without the retry first, to show that the signal interrupts the verifier.
        Poll.Until(() => Interrupt(1, LoadOnce) == Errno.EAGAIN, "the verifier to be interrupted");

        for (var i = 0; i < 3; i++)
        {
            interrupted += Interrupt(2, static () =>
            {
                using var loader = new ObjectLoader("test", BitConverter.IsLittleEndian, "");
                return loader.LoadProgram<BpfProgram>(
                    new("long_loop", ProgramType.SocketFilter), new ObjectCode(LongLoop, [0, 0], []), [0]).Id != 0 ? 1 : 0;
            });
        }

        Assert.Equal(3, interrupted);
    }

    [Fact]
    public void A_thousand_loads_leak_no_file_descriptors_maps_or_memory()
    {
        Kernel.Required();
        using var socket = PacketSocket.Open("lo");
        Cycle(socket, 50);
        var (files, mappings, maps) = (KernelObjects.OpenFilesAtRest(), Mappings(), KernelObjects.MapsNamed("packets"));
        var bytes = GC.GetTotalMemory(forceFullCollection: true);

        Cycle(socket, 1_000);

        var grown = GC.GetTotalMemory(forceFullCollection: true) - bytes;
        Assert.InRange(grown, long.MinValue, 32 * 1024);

        // The counts may be lower than before, because objects of other tests are finalized meanwhile.
        Poll.Until(
            () => KernelObjects.OpenFiles() <= files && Mappings() <= mappings && KernelObjects.MapsNamed("packets") <= maps,
            $"no more than {files} files, {mappings} mappings and {maps} maps");
    }

    [Fact]
    public void A_thousand_tracers_leak_no_kernel_objects_and_no_memory()
    {
        Kernel.Required();

        // The .NET runtime's memory stops growing during the first thousand rounds. A leak would continue to grow in the second thousand.
        Trace(1_000);
        var (files, mappings) = (KernelObjects.OpenFilesAtRest(), Mappings());
        var before = Ids();
        var resident = ResidentBytes();

        Trace(1_000);

        Assert.InRange(ResidentBytes() - resident, long.MinValue, 16 << 20);
        Poll.Until(
            () => KernelObjects.OpenFiles() <= files
                && Mappings() <= mappings
                && Ids().Zip(before).All(static pair => pair.First <= pair.Second),
            $"no more than {files} files, {mappings} mappings, and {string.Join(", ", before)} programs, maps, types and links");

        static int[] Ids() =>
            [KernelObjects.ProgramIds().Count, KernelObjects.MapIds().Count, KernelObjects.TypeIds().Count, KernelObjects.LinkIds().Count];

        static long ResidentBytes()
        {
            GC.Collect();
            using var process = Process.GetCurrentProcess();
            return process.WorkingSet64;
        }
    }

    [Fact]
    public async Task A_slow_ring_buffer_consumer_loses_only_whole_records_and_the_program_counts_them()
    {
        Kernel.Required();
        using var ring = Ring.Load();
        using var socket = PacketSocket.Open("lo");
        using var reader = ring.Packets.OpenReader();
        var received = new List<Ring.Types.Packet>();
        using (ring.Send.Attach(socket))
        {
            var producer = Task.Run(
                static () =>
                {
                    using var traffic = new Loopback();
                    traffic.Send(20_000);
                },
                TestContext.Current.CancellationToken);
            while (!producer.IsCompleted)
            {
                reader.Poll(TimeSpan.Zero, (in packet) => received.Add(packet));
                Thread.Sleep(2);
            }

            await producer;
        }

        while (reader.Poll(TimeSpan.Zero, (in packet) => received.Add(packet)) > 0)
        {
        }

        var numbers = received.Where(packet => packet.Kind == 1).Select(packet => packet.Number).ToList();
        var kept = Enumerable.Range(0, (int)ring.Bss.Seen).Count(number => number % 4 != 3);
        Assert.True(ring.Bss.Refused > 0, "the buffer was never full");
        Assert.InRange(kept - numbers.Count, 1, (long)ring.Bss.Refused);
        Assert.Equal(numbers.Distinct().Order(), numbers);
        Assert.All(
            received, packet => Assert.True(packet is { Kind: 1 or 2, Length: > 0 } && packet.Number < ring.Bss.Seen, packet.ToString()));
    }

    [Fact]
    public void A_slow_perf_event_consumer_counts_every_lost_record()
    {
        Kernel.TraceFsRequired();
        using var probe = Numbered.Load();
        using var link = probe.OnGetpgid.Attach();
        using var reader = probe.Records.OpenReader(new() { BufferSizePerCpu = 1 });
        using var called = new ManualResetEventSlim();
        using var drained = new ManualResetEventSlim();
        var received = new List<(ulong Number, ulong Complement, ulong Squared)>();
        var producer = new Thread(() =>
        {
            StayOnOneCpu();
            for (var i = 0; i < 20_000; i++)
            {
                Trigger.GetProcessGroup(probe.Rodata.WantedGroup);
            }

            called.Set();
            drained.Wait(TestContext.Current.CancellationToken);

            // Send another record, because the kernel reports lost records together with the next record that fits.
            Trigger.GetProcessGroup(probe.Rodata.WantedGroup);
        });
        producer.Start();
        while (!called.IsSet)
        {
            Receive();
            Thread.Sleep(2);
        }

        Receive();
        drained.Set();
        producer.Join();
        Receive();

        Assert.Equal(20_001ul, probe.Bss.Sent);
        Assert.True(reader.LostCount > 0, "the buffer was never full");
        Assert.Equal(20_001, received.Count + reader.LostCount);
        Assert.All(received, record => Assert.Equal((~record.Number, record.Number * record.Number), (record.Complement, record.Squared)));
        Assert.Equal(received.Select(record => record.Number).Distinct().Order(), received.Select(record => record.Number));
        Assert.Equal(20_000ul, received[^1].Number);

        void Receive()
        {
            while (reader.Poll(TimeSpan.Zero, record => received.Add(record.As<(ulong, ulong, ulong)>())) > 0)
            {
            }
        }
    }

    /// <summary>Runs an action with no free file descriptor, then with one, then with two and so on, until the action succeeds.</summary>
    /// <param name="action">The action, which is expected to fail with EMFILE until it has enough descriptors.</param>
    /// <param name="whenOver">An action that runs after each attempt and asserts that the attempt left nothing behind.</param>
    private static unsafe void RunOutOfFiles(Action action, Action? whenOver = null)
    {
        Kernel.Required();
        action();
        var files = KernelObjects.OpenFilesAtRest();
        var before = stackalloc ulong[2];
        Assert.Equal(0, GetResourceLimit(OpenFilesLimit, before));
        var free = File.OpenHandle("/dev/null");
        var firstFree = (ulong)free.DangerousGetHandle();
        free.Dispose();

        var failures = new List<BpfException>();
        var enough = false;
        var limits = stackalloc ulong[] { 0, before[1] };
        for (var more = 0u; !enough && more < 64; more++)
        {
            limits[0] = firstFree + more;
            Assert.Equal(0, Libc.SetResourceLimit(OpenFilesLimit, limits));
            try
            {
                action();
                enough = true;
            }
            catch (BpfException exception)
            {
                failures.Add(exception);
            }
            finally
            {
                Assert.Equal(0, Libc.SetResourceLimit(OpenFilesLimit, before));
            }

            whenOver?.Invoke();
        }

        Assert.True(enough, failures.LastOrDefault()?.Message);
        Assert.NotEmpty(failures);
        Assert.All(failures, failure => Assert.Contains("failed with EMFILE", failure.Message));
        Assert.All(
            failures, failure => Assert.EndsWith("The process has reached its limit of open files. Raise RLIMIT_NOFILE.", failure.Message));
        Assert.Equal(files, KernelObjects.OpenFiles());
    }

    private static void Cycle(PacketSocket socket, int count)
    {
        for (var i = 0; i < count; i++)
        {
            using var ring = Ring.Load();
            using var reader = ring.Packets.OpenReader();
            using var link = ring.Send.Attach(socket);
            ring.Bss.Seen = 1;
        }

        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    private static void Trace(int count)
    {
        for (var i = 0; i < count; i++)
        {
            using var ring = Ring.Load();
            using var reader = ring.Packets.OpenReader();
            using var tracer = Tracepoints.Load();
            using var link = tracer.OnRename.Attach();
            Trigger.RenameThread("bpfgen-test");
            Assert.Equal(1ul, tracer.Bss.Renames);
        }
    }

    private static int Mappings() =>
        File.ReadLines("/proc/self/maps").Count(line => line.Contains("anon_inode:", StringComparison.Ordinal));

    /// <summary>Runs a function on a new thread and sends signals to that thread meanwhile.</summary>
    private static int Interrupt(int signals, Func<int> action)
    {
        var result = 0;
        var thread = 0;
        using var started = new ManualResetEventSlim();
        var worker = new Thread(() =>
        {
            thread = GetThreadId();
            started.Set();
            result = action();
        });
        worker.Start();
        started.Wait();
        for (var i = 0; i < signals && !worker.Join(TimeSpan.FromMilliseconds(3)); i++)
        {
            _ = Libc.Syscall(SendToThread, Environment.ProcessId, thread, WindowChanged);
        }

        worker.Join();
        return result;
    }

    /// <summary>
    /// Loads the program without a verifier log, so that the error number comes from the interrupted verification, and not from a log that
    /// is too large.
    /// </summary>
    private static unsafe int LoadOnce()
    {
        fixed (ulong* code = LongLoop)
        fixed (byte* license = "GPL\0"u8)
        {
            var attributes = ProbeProgram.Attributes(ProgramType.SocketFilter);
            (attributes.Instructions, attributes.InstructionCount, attributes.License) = (
                (ulong)code, (uint)LongLoop.Length, (ulong)license);
            var fd = Bpf.Call(BpfCommand.ProgramLoad, ref attributes);
            if (fd < 0)
            {
                return Errno.Last;
            }

            _ = Libc.Close(fd);
            return 0;
        }
    }

    /// <summary>Pins the thread to its current CPU.</summary>
    private static unsafe void StayOnOneCpu()
    {
        var set = stackalloc byte[128];
        new Span<byte>(set, 128).Clear();
        var cpu = Thread.GetCurrentProcessorId();
        set[cpu / 8] = (byte)(1 << (cpu % 8));
        Assert.Equal(0, SetAffinity(0, 128, set));
    }

    /// <summary>The system call number of <c>tgkill</c>.</summary>
    private static nint SendToThread => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 131 : 234;

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static unsafe partial int GetResourceLimit(int resource, ulong* limits);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity")]
    private static unsafe partial int SetAffinity(int thread, nuint size, byte* set);

    [LibraryImport("libc", EntryPoint = "gettid")]
    private static partial int GetThreadId();
}
