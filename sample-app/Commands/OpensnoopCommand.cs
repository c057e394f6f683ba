using System;
using System.CommandLine;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace BpfGen.Sample;

/// <summary>Shows every file that is opened.</summary>
internal static class OpensnoopCommand
{
    private const uint AnyUser = uint.MaxValue;

    public static Command Create()
    {
        var failed = new Option<bool>("--failed", "-x") { Description = "Show only calls that fail." };
        var process = new Option<uint>("--pid", "-p") { Description = "Show only the process with this ID.", HelpName = "pid" };
        var user = new Option<uint>("--user", "-u") { Description = "Show only the user with this ID.", HelpName = "uid" };
        var name = new Option<string>("--name") { Description = "Show only processes with this name.", HelpName = "name" };
        var count = CommonOptions.Count("Stop after this many files.");
        var duration = CommonOptions.Duration();
        var json = CommonOptions.Json();

        var command = new Command("opensnoop", "Shows every file that is opened.") { failed, process, user, name, count, duration, json };
        command.SetAction(async (given, cancellationToken) =>
        {
            // Load the object, without the programs for open(2) except on x86-64. Newer architectures have only openat(2) and openat2(2),
            // so the tracepoints of open(2) do not exist there.
            var hasOpen = RuntimeInformation.ProcessArchitecture == Architecture.X64;
            using var probe = Opensnoop.Load(new()
            {
                Rodata =
                {
                    OnlyFailed = given.GetValue(failed),
                    WantedProcess = given.GetValue(process),
                    WantedUser = given.GetResult(user) is null ? AnyUser : given.GetValue(user),
                    WantedName = given.GetValue(name) ?? "",
                },
                Programs = { OnOpen = { AutoLoad = hasOpen }, OnOpenEnd = { AutoLoad = hasOpen } },
            });

            // Attach each program to the hook that its section names.
            using var reader = probe.Events.OpenReader();
            using var links = probe.Attach();
            Console.Error.WriteLine("Watching files. Press Ctrl-C to stop.");

            // Open the output, and define the columns of its table.
            var start = Stopwatch.GetTimestamp(); // The same clock as bpf_ktime_get_ns, in nanoseconds.
            var rows = Rows.Open(given.GetValue(json), SampleJson.Default.OpenedFile,
            [
                new("SECONDS", 10, row => $"{((long)row.Timestamp - start) / 1e9:F3}"),
                new("PID", 7, row => $"{row.Pid}"),
                new("COMMAND", -15, row => row.Command),
                new("RESULT", 6, row => $"{row.Result}"),
                new("PATH", 0, row => row.Path),
            ]);

            // Read the ring buffer. Each record becomes a row of the output.
            using var stop = CommonOptions.StopAfter(given.GetValue(duration), cancellationToken);
            await using (rows)
            {
                try
                {
                    await foreach (var e in reader.ReadAllAsync(stop.Token))
                    {
                        rows.Add(new OpenedFile(e.Timestamp, e.Pid, e.Command.ToString(), e.Result, e.Path.ToString()));
                        if (rows.Count == given.GetValue(count))
                        {
                            break;
                        }
                    }
                }
                catch (OperationCanceledException) when (stop.IsCancellationRequested)
                {
                    // The duration has passed, or the user pressed Ctrl-C.
                }
            }

            Console.Error.WriteLine($"{rows.Count} files, {probe.Bss.Lost} lost.");
        });
        return command;
    }

    /// <summary>A row of the output: an opened file. The result is a file descriptor or a negative error number.</summary>
    internal sealed record OpenedFile(ulong Timestamp, int Pid, string Command, int Result, string Path);
}
