using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using System.Threading;
using BpfGen.Agent.Cgroups;
using BpfGen.Agent.Options;
using BpfGen.Agent.Web;
using Exec = BpfGen.Agent.AgentExecs.Types.Exec;

namespace BpfGen.Agent.Probes;

/// <summary>Receives a record of each program that is executed, writes it as a line of JSON, and keeps it for the page.</summary>
/// <remarks>The kernel writes records only for an open page or for lines of JSON. All members are thread-safe.</remarks>
internal sealed class ExecFeed(AgentOptions options, CgroupNames names, Stream output)
{
    private const int MostRecent = 50;
    private static readonly byte[] NewLine = "\n"u8.ToArray();

    private readonly Lock _gate = new();
    private readonly Queue<ExecEvent> _recent = new();
    private AgentExecs? _probe;
    private bool _isWatched;

    /// <summary>
    /// Sets the object that writes the records. If its maps are pinned, an agent that was killed may have left it writing for a page.
    /// </summary>
    public void Use(AgentExecs probe)
    {
        lock (_gate)
        {
            _probe = probe;
            Tell();
        }
    }

    /// <summary>Sets whether a page is open.</summary>
    public void Watch(bool isWatched)
    {
        lock (_gate)
        {
            _isWatched = isWatched;
            _recent.Clear();
            Tell();
        }
    }

    /// <summary>Receives a record.</summary>
    public void Receive(in Exec exec)
    {
        var place = names.Find(exec.Cgroup);
        var read = new ExecEvent(
            KernelClock.Monotonic.ToDateTimeOffset(exec.Time).ToUnixTimeMilliseconds(),
            exec.Pid,
            exec.Parent,
            exec.User,
            exec.Command.ToString(),
            exec.File.ToString(),
            place.Cgroup,
            place.Container,
            place.Pod);
        if (options.JsonLines)
        {
            Write(read);
        }

        lock (_gate)
        {
            if (_isWatched)
            {
                if (_recent.Count == MostRecent)
                {
                    _ = _recent.Dequeue();
                }

                _recent.Enqueue(read);
            }
        }
    }

    /// <summary>Returns the programs since the last call, the newest first.</summary>
    public IReadOnlyList<ExecEvent> TakeRecent()
    {
        lock (_gate)
        {
            var result = _recent.ToArray();
            Array.Reverse(result);
            _recent.Clear();
            return result;
        }
    }

    // One write for each line, so that lines of other writers do not come in between.
    private void Write(ExecEvent read)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("time", DateTimeOffset.FromUnixTimeMilliseconds(read.Time));
            writer.WriteString("event", "exec");
            writer.WriteString("node", options.Node);
            writer.WriteNumber("pid", read.Pid);
            writer.WriteNumber("parent", read.Parent);
            writer.WriteNumber("user", read.User);
            writer.WriteString("command", read.Command);
            writer.WriteString("file", read.File);
            WriteIf(writer, "cgroup", read.Cgroup);
            WriteIf(writer, "container", read.Container);
            WriteIf(writer, "pod", read.Pod);
            writer.WriteEndObject();
        }

        buffer.Write(NewLine);
        output.Write(buffer.WrittenSpan);
        output.Flush();
    }

    private static void WriteIf(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    private void Tell()
    {
        try
        {
            if (_probe is { } probe)
            {
                probe.Wanted[0] = options.JsonLines || _isWatched ? 1u : 0;
            }
        }
        catch (Exception exception) when (exception is BpfException or ObjectDisposedException)
        {
            // The host stops.
        }
    }
}
