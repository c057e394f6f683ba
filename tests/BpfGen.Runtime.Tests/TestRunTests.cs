using System;
using System.Runtime.InteropServices;
using BpfGen.Loading;
using BpfGen.Programs;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>Test runs (BPF_PROG_TEST_RUN), which run a program without waiting for an event.</summary>
[Collection(KernelTests.Name)]
public sealed class TestRunTests : IDisposable
{
    private const int Drop = 1;
    private const int Transmit = 3;
    private const int Erange = 34;

    private readonly TestRuns _probe;

    public TestRunTests()
    {
        Kernel.NetworkRequired();
        _probe = TestRuns.Load(new() { Programs = { Add = { AutoLoad = Environment.OSVersion.Version >= new Version(5, 14) } } });
    }

    public void Dispose() => _probe.Dispose();

    [Fact]
    public void BytesOf_sets_the_padding_of_a_context_to_zero()
    {
        // The generator registers the padding of structs that are passed to TestRun, but this test calls an internal method.
        StructPadding.Register<Context>(1, 3);
        var context = default(Context);
        MemoryMarshal.AsBytes(MemoryMarshal.CreateSpan(ref context, 1)).Fill(0xff);
        (context.First, context.Second) = (1, 2);

        Assert.Equal([1, 0, 0, 0, 2, 0, 0, 0], TestRunner.BytesOf(ref context).ToArray());
    }

    [Fact]
    public void A_test_run_returns_the_packet_that_an_XDP_program_modified()
    {
        var packet = Packet(64);
        var output = new byte[64];

        var result = _probe.Mirror.TestRun(packet, output);

        Assert.Equal((Transmit, 64), (result.ReturnValue, result.OutputSize));
        Assert.Equal([.. packet[6..12], .. packet[..6], .. packet[12..]], output);
    }

    [Fact]
    public void A_test_run_returns_the_programs_return_value() => Assert.Equal(Drop, _probe.Mirror.TestRun(Packet(14)).ReturnValue);

    [Fact]
    public void Repeat_sets_the_number_of_runs_in_a_test_run()
    {
        var result = _probe.Mirror.TestRun(Packet(64), options: new() { Repeat = 100 });

        Assert.Equal(100ul, _probe.Bss.Runs);
        Assert.InRange(result.DurationNanoseconds, 1, 1_000_000);
    }

    [Fact]
    public void Options_that_do_not_apply_to_a_test_run_throw_ArgumentException()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new TestRunOptions { Repeat = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TestRunOptions { Repeat = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TestRunOptions { Cpu = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TestRunOptions { BatchSize = -1 });
        Assert.Throws<ArgumentException>(() => _probe.Mirror.TestRun(Packet(64), options: new() { BatchSize = 2 }));
        using var tracer = Tracepoints.Load();
        Assert.Contains(
            "applies to XDP programs only",
            Assert.Throws<ArgumentException>(() => tracer.OnRename.TestRun(options: new() { LiveFrames = true })).Message);
    }

    [Fact]
    public void The_error_for_a_small_output_buffer_contains_the_required_size()
    {
        var exception = Assert.Throws<BpfException>(() => _probe.Mirror.TestRun(Packet(64), new byte[10]));

        Assert.Equal("ENOSPC", exception.ErrnoName);
        Assert.EndsWith("The program's output has 64 bytes, and the output buffer has 10.", exception.Message);
    }

    [Fact]
    public void TestRun_throws_for_an_input_that_is_smaller_than_an_Ethernet_header()
    {
        var exception = Assert.Throws<BpfException>(() => _probe.Mirror.TestRun(Packet(13)));

        Assert.EndsWith(
            "The input must be a packet with at least an Ethernet header (14 bytes); this input has 13 bytes.", exception.Message);
    }

    [Fact]
    public void A_test_run_returns_the_context_that_a_TC_program_modified()
    {
        var context = new PacketContext { Mark = 41 };

        var result = _probe.Mark.TestRun(ref context, Packet(64));

        Assert.Equal((64, 42u), (result.ReturnValue, context.Mark));
    }

    [Fact]
    public void A_socket_filter_sees_the_packet_without_its_Ethernet_header() =>
        Assert.Equal(64 - 14, _probe.Length.TestRun(Packet(64)).ReturnValue);

    [Fact]
    public void A_test_run_with_live_frames_runs_the_program_for_each_frame()
    {
        Assert.SkipUnless(Environment.OSVersion.Version >= new Version(5, 18), "needs Linux 5.18");
        OwnNetwork.Run(() =>
        {
            var context = new TestRuns.Types.XdpMd { DataEnd = 14, IngressIfindex = 1 };

            _probe.Mirror.TestRun(ref context, Packet(14), options: new() { LiveFrames = true, Repeat = 10, BatchSize = 5 });

            Assert.Equal(10ul, _probe.Bss.Runs);
        });
    }

    [Fact]
    public void A_raw_tracepoint_program_receives_its_arguments_from_the_context()
    {
        var arguments = new Arguments { First = 20, Second = 22 };

        var result = _probe.AddArguments.TestRun(ref arguments, options: new() { Cpu = 0 });

        Assert.Equal(42, result.ReturnValue);
        Assert.Equal(1ul, _probe.Bss.Runs);
    }

    [Fact]
    public void Run_calls_a_syscall_program_with_a_struct_and_returns_its_result()
    {
        Assert.SkipUnless(_probe.Add.IsLoaded, "needs Linux 5.14");
        var operands = new TestRuns.Types.Operands { Left = 20, Right = 22 };
        var large = new TestRuns.Types.Operands { Left = 99, Right = 2 };

        Assert.Equal((0, -Erange), (_probe.Add.Run(ref operands), _probe.Add.Run(ref large)));
        Assert.Equal((42ul, 101ul), (operands.Sum, large.Sum));
    }

    [Fact]
    public void The_error_says_that_the_kernel_supports_no_test_runs_of_the_program_type()
    {
        var exception = Assert.Throws<BpfException>(() => _probe.Sample.TestRun());

        Assert.Equal(("BPF_PROG_TEST_RUN", "program 'sample' (PerfEvent)"), (exception.Command, exception.Subject));
        Assert.Contains("does not support test runs of this program type.", exception.Message);
    }

    [Fact]
    public void Run_time_statistics_count_the_runs_of_a_program_while_they_are_enabled()
    {
        using var socket = PacketSocket.Open("lo");
        using var link = _probe.Length.Attach(socket);
        using var traffic = new Loopback();
        using (BpfStatistics.Enable())
        {
            Poll.Until(
                () =>
                {
                    traffic.Send(10);
                    return _probe.Length.GetInfo() is { RunCount: > 10, RunTime.Ticks: > 0 };
                },
                "runs to be counted");
        }

        // Another process may enable the statistics of the machine for some time.
        Poll.Until(
            () =>
            {
                var counted = _probe.Length.GetInfo().RunCount;
                traffic.Send(10);
                return _probe.Length.GetInfo().RunCount <= counted + 1;
            },
            "runs not to be counted");
    }

    private static byte[] Packet(int size)
    {
        var packet = new byte[size];
        for (var i = 0; i < size; i++)
        {
            packet[i] = (byte)i;
        }

        return packet;
    }

    /// <summary>The first members of <c>struct __sk_buff</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct PacketContext
    {
        public uint Length;
        public uint PacketType;
        public uint Mark;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Arguments
    {
        public ulong First;
        public ulong Second;
    }

    private struct Context
    {
        public byte First;
        public uint Second;
    }
}
