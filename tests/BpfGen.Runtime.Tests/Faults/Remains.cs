using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using BpfGen.Host;
using BpfGen.Interop;
using BpfGen.Runtime.Tests.Support;
using BpfGen.Tests;

namespace BpfGen.Runtime.Tests.Faults;

/// <summary>Lists the objects that a life in this process can leave behind.</summary>
internal static unsafe class Remains
{
    private const AttachType Hook = AttachType.CgroupInetEgress;

    /// <summary>The descriptors and mappings of the process, its pins, filters and probe events.</summary>
    public static List<string> OfProcess(Stage stage) =>
    [
        .. Descriptors(), .. Mappings(), .. Pins(), .. Filters(), .. ProbeEvents(), .. CgroupPrograms(stage), .. Functions(),
        .. Semaphore(stage),
    ];

    /// <summary>Removes the attachments that have no link in the kernel, after a fault that keeps the runtime from removing them.</summary>
    public static void RemoveAttachments(Stage stage)
    {
        using (var socket = NetlinkSocket.TryOpen()!)
        {
            _ = TcNetlink.DeleteQdisc(socket, 1);
        }

        using (var xdp = Xdp.Load())
        {
            xdp.Count.AttachNetlink("lo", XdpMode.Generic, replaceExisting: true).Dispose();
        }

        foreach (var id in CgroupProgram.Query(stage.Cgroup, Hook).ProgramIds)
        {
            using var program = BpfProgram.OpenById(id);
            using var folder = CgroupDirectory.Open(stage.Cgroup, "the tests");
            var attributes = new ProgramAttachAttributes
            {
                Target = folder.Number,
                ProgramFd = program.Descriptor.Number,
                AttachType = (uint)Hook,
            };
            _ = Bpf.Call(BpfCommand.ProgramDetach, ref attributes);
        }

        foreach (var (file, line) in ProbeEventLines().ToList())
        {
            File.AppendAllText(file, $"-{line[line.IndexOf(':')..line.IndexOf(' ')]}\n");
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

    /// <summary>Open files of any kind, except the libraries that .NET loads.</summary>
    private static IEnumerable<string> Descriptors() => Numbered(
        Directory.GetFileSystemEntries("/proc/self/fd")
            .Select(static file => new FileInfo(file).LinkTarget)
            .Where(static target => target is not null && !target.EndsWith(".dll", StringComparison.Ordinal)
                && !target.EndsWith(".so", StringComparison.Ordinal) && !target.EndsWith("/fd", StringComparison.Ordinal))
            .Select(static target => "descriptor of " + (target!.StartsWith("socket:", StringComparison.Ordinal) ? "a socket" : target)));

    private static IEnumerable<string> Mappings() => Numbered(
        File.ReadLines("/proc/self/maps")
            .Where(static line => line.Contains("anon_inode:", StringComparison.Ordinal)
                || line.Contains("bpf", StringComparison.OrdinalIgnoreCase) && !line.EndsWith(".dll", StringComparison.Ordinal)
                && !line.EndsWith("Tests", StringComparison.Ordinal)
                || line.Contains("/sys/", StringComparison.Ordinal))
            .Select(static line => "mapping of " + line.Split(' ')[^1]));

    private static IEnumerable<string> Pins() =>
        Directory.GetFileSystemEntries(KernelFileSystems.BpfFs, "*", SearchOption.AllDirectories).Select(static path => "pin " + path);

    private static IEnumerable<string> Filters()
    {
        foreach (var direction in new[] { TcDirection.Ingress, TcDirection.Egress })
        {
            foreach (var _ in TcProgram.QueryFilters("lo", direction))
            {
                yield return $"tc filter {direction}";
            }
        }

        using var socket = NetlinkSocket.TryOpen()!;
        if (TcNetlink.CreateQdisc(socket, 1).Errno == 0)
        {
            _ = TcNetlink.DeleteQdisc(socket, 1);
        }
        else
        {
            yield return "qdisc clsact";
        }

        if (XdpProgram.Query("lo").IsAttached)
        {
            yield return "XDP program";
        }
    }

    private static IEnumerable<string> ProbeEvents() => ProbeEventLines().Select(static pair => "probe event " + pair.Line);

    private static IEnumerable<(string File, string Line)> ProbeEventLines()
    {
        var own = string.Create(CultureInfo.InvariantCulture, $"bpfgen/p{Environment.ProcessId}_");
        return new[] { "kprobe_events", "uprobe_events" }
            .Select(static file => Path.Combine(KernelFileSystems.TraceFs, file))
            .Where(File.Exists)
            .SelectMany(File.ReadLines, static (file, line) => (file, line))
            .Where(pair => pair.line.Contains(own, StringComparison.Ordinal));
    }

    /// <summary>A process with only a token cannot attach to cgroups, and may not ask for their programs.</summary>
    private static IEnumerable<string> CgroupPrograms(Stage stage) => stage.IsDelegated ? []
        : CgroupProgram.Query(stage.Cgroup, Hook).ProgramIds.Select(static _ => "cgroup program");

    private static IEnumerable<string> Functions() =>
        File.ReadAllText("/proc/sys/net/ipv4/tcp_available_congestion_control").Split(' ', '\n')
            .Where(static name => name.StartsWith("bpfgen_", StringComparison.Ordinal))
            .Select(static name => "registered functions " + name);

    private static IEnumerable<string> Semaphore(Stage stage) =>
        stage.Semaphore == 0 ? [] : [$"a semaphore of {stage.Semaphore}"];

    /// <summary>Makes equal texts different, so that one more of a kind is seen.</summary>
    private static IEnumerable<string> Numbered(IEnumerable<string> texts) =>
        texts.GroupBy(static text => text).SelectMany(static group => group.Select(static (text, i) => $"{text} #{i + 1}"));
}

/// <summary>
/// The programs, maps, links and types that appear in the kernel. The kernel frees them a little after they are closed, and other processes
/// also create some, so they need not be gone at once.
/// </summary>
internal sealed class NewObjects
{
    /// <summary>
    /// The longest wait. Programs of other test projects run at the same time. They end after less than a minute, and free their objects.
    /// </summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(90);

    private readonly HashSet<(string Kind, uint Id)> _before = [.. Ids()];
    private readonly Dictionary<(string Kind, uint Id), string> _seen = [];
    private int _runs;

    /// <summary>Remembers the objects that are new since the last call.</summary>
    public void Note(string life)
    {
        _runs++;
        foreach (var id in Ids().Where(id => !_before.Contains(id)))
        {
            _seen.TryAdd(id, $"{life}, run {_runs}");
        }
    }

    /// <summary>Waits until the objects are gone.</summary>
    public string Settle()
    {
        List<(string Kind, uint Id)> left;
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while ((left = [.. Ids().Where(_seen.ContainsKey)]).Count > 0 && clock.Elapsed < Timeout)
        {
            System.Threading.Thread.Sleep(50);
        }

        return string.Join("; ", left.Select(id => $"{id.Kind} {id.Id} of {_seen[id]}"));
    }

    private static IEnumerable<(string Kind, uint Id)> Ids() =>
    [
        .. KernelObjects.ProgramIds().Select(static id => ("program", id)),
        .. KernelObjects.MapIds().Select(static id => ("map", id)),
        .. KernelObjects.LinkIds().Select(static id => ("link", id)),
        .. KernelObjects.TypeIds().Select(static id => ("BTF", id)),
    ];
}
