using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using BpfGen.Interop;
using BpfGen.Runtime.Tests.Support;
using BpfGen.Tests;
using Xunit;

namespace BpfGen.Runtime.Tests.Faults;

/// <summary>
/// A process is killed (SIGKILL) in the middle of a life. The kernel removes everything that a link, a map or a program descriptor kept.
/// Only pins, and attachments without a link, stay.
/// </summary>
[Collection(KernelTests.Name)]
public sealed partial class KilledProcessTests
{
    private const int NewNetwork = 0x40000000;

    [Theory]
    [InlineData("ring buffer")]
    [InlineData("perf event array")]
    [InlineData("uprobe")]
    [InlineData("cgroup link")]
    [InlineData("tc link")]
    [InlineData("USDT probe in two places")]
    [InlineData("asynchronous ring buffer")]
    [InlineData("asynchronous perf event array")]
    [InlineData("reader set in the background")]
    [InlineData("token")]
    [InlineData("token at the usual path")]
    [InlineData("token for a map")]
    [InlineData("token and XDP link")]
    public void Nothing_stays_when_a_process_is_killed_at_a_system_call(string life)
    {
        var calls = 0;
        foreach (var share in new[] { 0, 1, 2, 3 })
        {
            using var killed = new Killed(life);
            var usual = killed.UsualCalls();
            calls = Math.Max(1, usual.Count * share / 3);

            killed.RunAndKill(calls);

            Assert.Equal([], killed.Remains());
            killed.AssertNoObjects();
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{life}: killed at 4 of {calls} calls");
    }

    [Theory]
    [InlineData("pinned map", "bpf ObjectGet", "pin outer, pin outer/inner, pin outer/inner/bpfgen_pinned")]
    [InlineData("tc filter", "mmap", "tc filter, qdisc clsact")]
    [InlineData("XDP by netlink", "mmap", "XDP program")]
    [InlineData("cgroup without link", "bpf ProgramDetach", "cgroup program")]
    [InlineData("struct_ops", "bpf MapDeleteElement", "registered functions bpfgen_plain")]
    [InlineData("uprobe in tracefs", "mmap", "probe event")]
    public void Pins_and_attachments_without_a_link_stay_when_a_process_is_killed(string life, string at, string expected)
    {
        using var killed = new Killed(life);
        var usual = killed.UsualCalls();

        killed.RunAndKill(usual.LastIndexOf(at) + 1);

        Assert.Equal(expected, string.Join(", ", killed.Remains()));
        killed.RemoveRemains();
        killed.AssertNoObjects();
    }

    [Theory]
    [InlineData("USDT probe with semaphore in all processes")]
    [InlineData("uprobe with semaphore by ioctl")]
    public void The_kernel_counts_a_killed_tracer_no_more_in_the_semaphores_of_other_processes(string life)
    {
        using var killed = new Killed(life);
        using var other = killed.LoadLibrary();
        var usual = killed.UsualCalls();
        Assert.Equal(0, other.Semaphore);
        var whileAttached = 0;
        killed.Process.BeforeKill = () => whileAttached = other.Semaphore;

        killed.RunAndKill(usual.LastIndexOf("mmap") + 1);

        Assert.Equal(1, whileAttached);
        Poll.Until(() => other.Semaphore == 0, "the kernel to remove the probe");
        Assert.Equal([], killed.Remains());
        killed.AssertNoObjects();
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int EnterNamespace(int descriptor, int type);

    /// <summary>A process to kill, whose network and BPF file system outlive it.</summary>
    private sealed unsafe class Killed : IDisposable
    {
        private readonly NewObjects _objects = new();
        private readonly string _life;
        private readonly string _library;
        private readonly FileDescriptor _network;
        private readonly FileDescriptor _pins;
        private readonly string _cgroup;

        public Killed(string life)
        {
            _life = life;
            Process = Lives.NeedsToken(life) ? new DelegatedFaultedProcess() : new FaultedProcess();
            Process.Start();
            _library = File.ReadLines($"/proc/{Process.Id}/maps")
                .First(static line => line.EndsWith(ProbedLibrary.Name, StringComparison.Ordinal));
            _library = _library[_library.IndexOf('/')..];
            _network = new FileDescriptor(Libc.Open($"/proc/{Process.Id}/ns/net", Libc.OpenReadOnly | Libc.OpenCloseOnExec));
            _pins = new FileDescriptor(
                Libc.Open($"/proc/{Process.Id}/root{KernelFileSystems.BpfFs}", Libc.OpenReadOnly | Libc.OpenCloseOnExec));
            var mounted = File.ReadLines("/proc/mounts")
                .Select(static line => line.Split(' '))
                .First(static fields => fields[2] == "cgroup2");
            _cgroup = $"{mounted[1]}/bpfgen-test-{Process.Id}";
        }

        public FaultedProcess Process { get; }

        private string Pins => $"/proc/self/fd/{_pins.Number}";

        /// <summary>The calls of the third run: in the first ones, .NET makes calls of its own.</summary>
        public List<string> UsualCalls()
        {
            List<string> calls = [];
            for (var i = 0; i < 3; i++)
            {
                calls = [.. Process.Run(_life, new Fault(int.MaxValue, 0))!.Calls];
            }

            return calls;
        }

        /// <summary>Loads the library of the process that is killed into this process.</summary>
        public ProbedLibrary LoadLibrary() => new(_library);

        public void RunAndKill(int call)
        {
            // A life with several threads can make one call less than usual. Then it ends before the kill, and runs again.
            for (var tries = 0; Process.Run(_life, new Fault(call, Fault.Kill)) is { } outcome; tries++)
            {
                Assert.InRange(tries, 0, 4);
                call = outcome.Calls.Count;
            }

            Poll.Until(() => !Directory.Exists($"/proc/{Process.Id}/fd") || !HasFiles(), "the process to end");

            // The kernel closes the files of the process a little later, and detaches its links then.
            _objects.Note("killed");
        }

        public List<string> Remains()
        {
            List<string> found = [];
            for (var i = 0; i < 100; i++)
            {
                var now = InNetwork(() => List().ToList());
                if (i > 0 && now.SequenceEqual(found))
                {
                    return now;
                }

                found = now;
                Thread.Sleep(50);
            }

            return found;
        }

        /// <summary>Removes the remains, as the documentation tells.</summary>
        public void RemoveRemains()
        {
            foreach (var path in Directory.GetFiles(Pins, "bpfgen*", SearchOption.AllDirectories))
            {
                File.Delete(path);
            }

            InNetwork(() =>
            {
                using var socket = NetlinkSocket.TryOpen()!;
                _ = TcNetlink.DeleteQdisc(socket, 1);
                return 0;
            });
            foreach (var (file, name) in Events())
            {
                File.AppendAllText(file, $"-:{name}\n");
            }

            foreach (var map in BpfMap.OpenAll())
            {
                using (map)
                {
                    if (map.Type == MapType.StructOps && map.Name == "plain")
                    {
                        var key = 0u;
                        _ = Bpf.Element(BpfCommand.MapDeleteElement, map.Descriptor, &key, null);
                    }
                }
            }
        }

        public void AssertNoObjects()
        {
            // A program stays attached until its cgroup is gone, and a network until nobody refers to it.
            Dispose();
            var left = _objects.Settle();
            Assert.True(left.Length == 0, left);
        }

        public void Dispose()
        {
            Process.Dispose();
            _network.Dispose();
            _pins.Dispose();
            if (File.Exists(_library))
            {
                Directory.Delete(Path.GetDirectoryName(_library)!, recursive: true);
            }

            if (Directory.Exists(_cgroup))
            {
                Directory.Delete(_cgroup);
            }
        }

        private bool HasFiles()
        {
            try
            {
                return Directory.GetFileSystemEntries($"/proc/{Process.Id}/fd").Length != 0;
            }
            catch (IOException)
            {
                return false;
            }
            catch (UnauthorizedAccessException)
            {
                return false;
            }
        }

        private IEnumerable<string> List()
        {
            foreach (var path in Directory.GetFileSystemEntries(Pins, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                // The kernel itself pins two iterators in each BPF file system.
                if (path.EndsWith(".debug", StringComparison.Ordinal))
                {
                    continue;
                }

                yield return "pin " + Path.GetRelativePath(Pins, path);
            }

            foreach (var filter in TcProgram.QueryFilters("lo", TcDirection.Ingress))
            {
                yield return "tc filter";
            }

            using var socket = NetlinkSocket.TryOpen()!;
            if (TcNetlink.CreateQdisc(socket, 1).Errno != 0)
            {
                yield return "qdisc clsact";
            }
            else
            {
                _ = TcNetlink.DeleteQdisc(socket, 1);
            }

            if (XdpProgram.Query("lo").IsAttached)
            {
                yield return "XDP program";
            }

            // A process with only a token has no cgroup of its own.
            if (Directory.Exists(_cgroup))
            {
                foreach (var program in CgroupProgram.Query(_cgroup, AttachType.CgroupInetEgress).ProgramIds)
                {
                    yield return "cgroup program";
                }
            }

            foreach (var name in File.ReadAllText("/proc/sys/net/ipv4/tcp_available_congestion_control").Split(' ', '\n'))
            {
                if (name.StartsWith("bpfgen_", StringComparison.Ordinal))
                {
                    yield return "registered functions " + name;
                }
            }

            foreach (var found in Events())
            {
                yield return "probe event";
            }
        }

        private List<(string File, string Name)> Events() =>
        [
            .. new[] { "kprobe_events", "uprobe_events" }
                .Select(static file => Path.Combine(KernelFileSystems.TraceFs, file))
                .Where(File.Exists)
                .SelectMany(File.ReadLines, static (file, line) => (file, line[(line.IndexOf(':') + 1)..line.IndexOf(' ')]))
                .Where(pair => pair.Item2.StartsWith($"bpfgen/p{Process.Id}_", StringComparison.Ordinal)),
        ];

        private T InNetwork<T>(Func<T> function)
        {
            T result = default!;
            Exception? failure = null;
            var thread = new Thread(() => failure = Record.Exception(() =>
            {
                Assert.Equal(0, EnterNamespace(_network.Number, NewNetwork));
                result = function();
            }));
            thread.Start();
            thread.Join();
            Assert.Null(failure);
            return result;
        }
    }
}
