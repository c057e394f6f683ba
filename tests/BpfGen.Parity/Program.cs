using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using BpfGen.Parity;
using Spectre.Console;

if (args is [Worker.Argument, var mode])
{
    return Worker.Run(Enum.Parse<CoreMode>(mode));
}

var folder = new Argument<DirectoryInfo>("folder") { Description = "The folder with the object files (*.o)." };
folder.AcceptExistingOnly();
var output = new Option<FileInfo?>("--output", "-o") { Description = "The file for the table (default: standard output)." };
var reasons = new Option<FileInfo?>("--reasons")
{
    Description = "The file for the failure reasons, one per line (default: standard error).",
};
var compare = new Option<FileInfo?>("--compare")
{
    Description = "A table of another loader to compare with: of veristat, or of Cilium's verifier tests.",
};
var jobs = new Option<int>("--jobs", "-j")
{
    Description = "The number of objects to process in parallel.",
    DefaultValueFactory = _ => Environment.ProcessorCount,
};
var timeout = new Option<int>("--timeout") { Description = "The time limit for one program, in seconds.", DefaultValueFactory = _ => 120 };
var core = new Option<CoreMode>("--core")
{
    Description = "What resolves CO-RE relocations: the kernel, or BpfGen's own resolver (managed).",
};
var command = new RootCommand("Loads each program of each object in a folder separately with BpfGen, and prints the kernel's verdicts.")
{
    folder, output, reasons, compare, jobs, timeout, core,
};
command.SetAction(RunAsync);
return await command.Parse(args).InvokeAsync();

async Task<int> RunAsync(ParseResult options, CancellationToken cancel)
{
    // Write progress and summary to standard error, because the table may go to standard output.
    var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
    var paths = Directory.EnumerateFiles(options.GetRequiredValue(folder).FullName, "*.o").Order(StringComparer.Ordinal).ToList();
    var clock = Stopwatch.StartNew();
    var verdicts = await console.Progress()
        .Columns(new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(), new TaskDescriptionColumn())
        .StartAsync(async progress =>
        {
            var task = progress.AddTask($"{paths.Count} objects", maxValue: Math.Max(1, paths.Count));
            return await ParityRun.RunAsync(
                paths,
                Math.Max(1, options.GetValue(jobs)),
                TimeSpan.FromSeconds(options.GetValue(timeout)),
                options.GetValue(core),
                () => task.Increment(1),
                cancel);
        });

    Write(options.GetValue(output), Console.Out, writer => Report.WriteCsv(writer, verdicts));
    Write(options.GetValue(reasons), Console.Error, writer => Report.WriteReasons(writer, verdicts));
    Report.WriteSummary(console, verdicts, clock.Elapsed);
    if (options.GetValue(compare) is { } other)
    {
        Report.WriteComparison(console, new Comparison(verdicts, VerdictTable.Read(other.FullName)));
    }

    return 0;
}

static void Write(FileInfo? file, TextWriter fallback, Action<TextWriter> write)
{
    if (file is null)
    {
        write(fallback);
        return;
    }

    using var writer = file.CreateText();
    write(writer);
}
