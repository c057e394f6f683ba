using System;
using System.CommandLine;
using System.Diagnostics;
using System.Text;

namespace BpfGen.Sample;

/// <summary>Shows every program that is executed.</summary>
internal static class ExecsnoopCommand
{
    private const uint AnyUser = uint.MaxValue;

    public static Command Create()
    {
        var failed = new Option<bool>("--failed", "-x") { Description = "Also show calls of execve that fail." };
        var user = new Option<uint>("--user", "-u") { Description = "Show only programs of the user with this ID.", HelpName = "uid" };
        var name = new Option<string>("--name") { Description = "Show only programs with this name.", HelpName = "name" };
        var count = CommonOptions.Count("Stop after this many programs.");
        var duration = CommonOptions.Duration();
        var json = CommonOptions.Json();

        var command = new Command("execsnoop", "Shows every program that is executed, with its arguments.")
        {
            failed, user, name, count, duration, json,
        };
        command.SetAction(async (given, cancellationToken) =>
        {
            // Load the object. The command-line options become constants of the programs, so that these send only the requested records.
            KernelSupport.Require(Execsnoop.CheckSupport());
            using var probe = Execsnoop.Load(new()
            {
                Rodata =
                {
                    WithFailed = given.GetValue(failed),
                    WantedUser = given.GetResult(user) is null ? AnyUser : given.GetValue(user),
                    WantedName = given.GetValue(name) ?? "",
                },
            });

            // Attach each program to the hook that its section names.
            using var reader = probe.Events.OpenReader();
            using var links = probe.Attach();
            Console.Error.WriteLine("Watching programs. Press Ctrl-C to stop.");

            // Open the output, and define the columns of its table.
            var start = Stopwatch.GetTimestamp(); // The same clock as bpf_ktime_get_ns, in nanoseconds.
            var rows = Rows.Open(given.GetValue(json), SampleJson.Default.Execution,
            [
                new("SECONDS", 10, row => $"{((long)row.Timestamp - start) / 1e9:F3}"),
                new("COMMAND", -15, row => row.Command),
                new("PID", 7, row => $"{row.Pid}"),
                new("PARENT", 7, row => $"{row.Parent}"),
                new("USER", 6, row => $"{row.User}"),
                new("RESULT", 6, row => $"{row.Result}"),
                new("ARGUMENTS", 0, row => string.Join(' ', row.Arguments)),
            ]);

            // Read the ring buffer. Each record becomes a row of the output.
            using var stop = CommonOptions.StopAfter(given.GetValue(duration), cancellationToken);
            await using (rows)
            {
                try
                {
                    await foreach (var e in reader.ReadAllAsync(stop.Token))
                    {
                        rows.Add(new Execution(e.Timestamp, e.Command.ToString(), e.Pid, e.Parent, e.User, e.Result, ArgumentsOf(e)));
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

            Console.Error.WriteLine($"{rows.Count} programs, {probe.Bss.Lost} lost.");
        });
        return command;
    }

    /// <summary>Splits the arguments, each of which ends with a zero byte.</summary>
    private static string[] ArgumentsOf(in Execsnoop.Types.Event e)
    {
        ReadOnlySpan<byte> bytes = e.Arguments;
        var arguments = Encoding.UTF8.GetString(bytes[..Math.Max(0, (int)e.Size - 1)]).Split('\0');
        return e.IsCut ? [.. arguments, "..."] : arguments;
    }

    /// <summary>A row of the output: an executed program. The result of execve is 0 or a negative error number.</summary>
    internal sealed record Execution(ulong Timestamp, string Command, int Pid, int Parent, uint User, int Result, string[] Arguments);
}
