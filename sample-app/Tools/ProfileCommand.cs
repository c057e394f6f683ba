using System;
using System.Collections.Generic;
using System.CommandLine;

namespace BpfGen.Sample;

/// <summary>Samples the stacks that the CPUs are found on.</summary>
internal sealed class ProfileCommand : ToolCommand
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private static readonly Columns<Sample> Columns = new()
    {
        { "samples", 8, (in sample) => sample.Count },
        { "pid", 7, (in sample) => sample.Process },
        { "command", -15, (in sample) => sample.Command },
        { "stack", 0, (in sample) => Cell.Of(" < ", sample.Stack) },
    };

    private readonly Option<int> _process = NewOption.Number("Sample this process only.", 0, "--pid", "-p");
    private readonly Option<int> _frequency = NewOption.Number("How often a second to sample each CPU.", 49, "--frequency", "-F");
    private readonly Option<int> _most = NewOption.Number("Show so many stacks, the most frequent ones; 0 for all.", 0, "--count", "-n");
    private readonly Option<bool> _folded = NewOption.Flag("Print the stacks as flame graph tools read them, the outermost function first.", "--folded", "-f");

    public ProfileCommand()
        : base("profile", "Samples on which stacks of functions the CPUs are found.") => AddToolOptions(_process, _frequency, _most, _folded);

    protected override void Run(ParseResult given, Watch watch)
    {
        using var probe = Profile.Load(new() { Rodata = { WantedProcess = (uint)given.GetRequiredValue(_process) } });
        var names = new Names(probe.Stacks);
        var most = given.GetRequiredValue(_most);
        using var link = probe.OnSample.Attach(PerfEventSource.CpuClock((ulong)given.GetRequiredValue(_frequency)));
        watch.Say("Sampling; Ctrl-C ends.");
        if (given.GetRequiredValue(_folded))
        {
            watch.WaitForEnd();
            foreach (var sample in Count(probe.Samples, names, most))
            {
                Array.Reverse(sample.Stack);
                Console.WriteLine($"{sample.Command};{string.Join(';', sample.Stack)} {sample.Count}");
            }
        }
        else
        {
            watch.Summarize(Interval, Columns, () => Count(probe.Samples, names, most));
        }

        watch.Say($"{probe.Bss.Taken} samples, {probe.Bss.Lost} lost.");
    }

    /// <summary>Stacks of the same functions are one, though the addresses in them may differ; the most frequent is first.</summary>
    private static List<Sample> Count(HashMap<Profile.Types.Stack, ulong> samples, Names names, int most)
    {
        var counts = new Dictionary<string, Sample>();
        foreach (var (stack, count) in samples)
        {
            var functions = names.Of(stack);
            var key = $"{stack.Pid};{stack.Command};{string.Join(';', functions)}";
            var before = counts.TryGetValue(key, out var sample) ? sample.Count : 0;
            counts[key] = new Sample(before + count, stack.Pid, stack.Command.ToString(), functions);
        }

        var result = new List<Sample>(counts.Values);
        result.Sort((one, other) => other.Count.CompareTo(one.Count));
        return most == 0 || most >= result.Count ? result : result[..most];
    }

    private sealed record Sample(ulong Count, int Process, string Command, string[] Stack);

    /// <summary>Names the functions of stacks, the innermost first.</summary>
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
                .. Array.ConvertAll(stacks.Read(stack.Kernel), address => Name(_kernel?.Find(address), address) + "_[k]"),
                .. Array.ConvertAll(stacks.Read(stack.User), address => Name(process?.Find(address), address)),
            ];
        }

        private static string Name(StackFrame? frame, ulong address) => frame?.Function ?? frame?.Module ?? $"0x{address:x}";
    }
}
