using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Text.Json.Serialization;
using System.Threading;
using System.Threading.Tasks;

namespace BpfGen.Sample;

/// <summary>Samples the call stacks of the functions that run on the CPUs.</summary>
internal static class ProfileCommand
{
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromSeconds(1);

    public static Command Create()
    {
        var process = new Option<uint>("--pid", "-p") { Description = "Sample only the process with this ID.", HelpName = "pid" };
        var frequency = new Option<uint>("--frequency", "-F")
        {
            Description = "Sample each CPU this many times per second.",
            HelpName = "hertz",
            DefaultValueFactory = _ => 49,
        };
        var folded = new Option<bool>("--folded", "-f")
        {
            Description = "Print one line per stack, outermost function first, for flame graph tools.",
        };
        var flameGraph = new Option<FileInfo>("--flamegraph", "-g")
        {
            Description = "Write an interactive flame graph to this SVG file.",
            HelpName = "file",
        };
        flameGraph.AcceptLegalFilePathsOnly();
        var count = CommonOptions.Count("Show only this many stacks: the most frequent ones.");
        var duration = CommonOptions.Duration();
        var json = CommonOptions.Json();

        var command = new Command("profile", "Samples the stacks of functions that the CPUs run.")
        {
            process, frequency, folded, flameGraph, count, duration, json,
        };
        command.SetAction(async (given, cancellationToken) =>
        {
            // Load the object. The process id becomes a constant of the program.
            KernelSupport.Require(Profile.CheckSupport());
            using var probe = Profile.Load(new() { Rodata = { WantedProcess = given.GetValue(process) } });
            var names = new Names(probe.Stacks);

            // Attach the program to the clock of every CPU. The kernel then runs it at the given frequency.
            using var link = probe.OnSample.Attach(PerfEventSource.CpuClock(given.GetValue(frequency)));
            Console.Error.WriteLine("Sampling. Press Ctrl-C to stop.");

            // Wait until the user or the duration ends the sampling, and then print the stacks.
            using var stop = CommonOptions.StopAfter(given.GetValue(duration), cancellationToken);
            using var svg = given.GetValue(flameGraph)?.Create(); // Create the file now, so that an invalid path fails before the sampling.
            if (svg is not null || given.GetValue(folded))
            {
                await Task.Delay(Timeout.Infinite, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                var samples = CountStacks(probe.Samples, names, given.GetValue(count));
                if (svg is not null)
                {
                    FlameGraph.Write(svg, samples.Select(sample => (sample.OutermostFirst, sample.Samples)));
                    Console.Error.WriteLine($"Wrote {given.GetValue(flameGraph)}.");
                }

                if (given.GetValue(folded))
                {
                    samples.ForEach(sample => Console.WriteLine($"{string.Join(';', sample.OutermostFirst)} {sample.Samples}"));
                }
            }
            else
            {
                await using var rows = Rows.Open(given.GetValue(json), SampleJson.Default.Sample,
                [
                    new("SAMPLES", 8, row => $"{row.Samples}"),
                    new("PID", 7, row => $"{row.Pid}"),
                    new("COMMAND", -15, row => row.Command),
                    new("STACK", 0, row => string.Join(" < ", row.Stack)),
                ]);
                do
                {
                    var wait = rows.CanReplace ? RefreshInterval : Timeout.InfiniteTimeSpan;
                    await Task.Delay(wait, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    rows.Replace(CountStacks(probe.Samples, names, given.GetValue(count)));
                }
                while (!stop.IsCancellationRequested);
            }

            Console.Error.WriteLine($"{probe.Bss.Taken} samples, {probe.Bss.Lost} lost.");
        });
        return command;
    }

    /// <summary>
    /// Counts the samples of each stack. Stacks with the same function names count as one stack, even if their addresses differ.
    /// </summary>
    /// <returns>The most frequent stacks, or all if <paramref name="most"/> is 0. The most frequent stack is first.</returns>
    private static List<Sample> CountStacks(HashMap<Profile.Types.Stack, ulong> samples, Names names, uint most)
    {
        var counts = new Dictionary<string, Sample>();
        foreach (var (stack, count) in samples)
        {
            var functions = names.Of(stack);
            var key = $"{stack.Pid};{stack.Command};{string.Join(';', functions)}";
            var earlier = counts.TryGetValue(key, out var sample) ? sample.Samples : 0;
            counts[key] = new Sample(earlier + count, stack.Pid, stack.Command.ToString(), functions);
        }

        var sorted = counts.Values.OrderByDescending(sample => sample.Samples);
        return [.. most == 0 ? sorted : sorted.Take((int)Math.Min(most, int.MaxValue))];
    }

    /// <summary>A row of the output: a stack and its number of samples. The stack begins with the innermost function.</summary>
    internal sealed record Sample(ulong Samples, int Pid, string Command, string[] Stack)
    {
        /// <summary>The command, then the functions from the outermost to the innermost.</summary>
        [JsonIgnore]
        public IEnumerable<string> OutermostFirst => Stack.Append(Command).Reverse();
    }

    /// <summary>Finds the names of the functions of a stack.</summary>
    private sealed class Names(StackTraceMap stacks)
    {
        private readonly KernelSymbols? _kernel = KernelSymbols.TryLoad();
        private readonly Dictionary<int, ProcessSymbols?> _processes = [];

        public string[] Of(in Profile.Types.Stack stack)
        {
            if (!_processes.TryGetValue(stack.Pid, out var process))
            {
                _processes.Add(stack.Pid, process = ProcessSymbols.TryOpen(stack.Pid));
            }

            return
            [
                .. stacks.Read(stack.Kernel).Select(address => Name(_kernel?.Find(address), address) + "_[k]"),
                .. stacks.Read(stack.User).Select(address => Name(process?.Find(address), address)),
            ];
        }

        private static string Name(NamedFrame? frame, ulong address) => frame?.Function ?? frame?.Module ?? $"0x{address:x}";
    }
}
