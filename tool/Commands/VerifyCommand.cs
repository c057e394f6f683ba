using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using BpfGen.Testing.Kernels;
using BpfGen.Tool.Files;
using BpfGen.Tool.Verification;
using Spectre.Console;

namespace BpfGen.Tool.Commands;

/// <summary>The command <c>verify</c>: loads the programs of an object on several kernels.</summary>
internal static class VerifyCommand
{
    /// <summary>The width of the tables in characters, if the output is a file or pipe.</summary>
    private const int WidthOfFile = 160;

    public static Command Create()
    {
        var file = CommonArguments.Object();
        var kernels = new Option<IReadOnlyList<KernelName>>("--kernels", "-k")
        {
            Description = $"The kernels: versions ({string.Join(", ", KernelName.Versions)}), Debian suites (sid), or paths of images. "
                + "Default: all versions.",
            HelpName = "list",
            CustomParser = argument =>
            {
                try
                {
                    return KernelName.ParseList(string.Join(',', argument.Tokens));
                }
                catch (KernelException exception)
                {
                    argument.AddError(exception.Message);
                    return [];
                }
            },
            DefaultValueFactory = _ => KernelName.ParseList(string.Join(',', KernelName.Versions)),
        };
        var architecture = new Option<string>("--arch")
        {
            Description = "The architecture of the kernels.",
            DefaultValueFactory = _ => "x64",
        };
        architecture.AcceptOnlyFromAmong("x64", "arm64");
        var csv = new Option<string?>("--csv") { Description = "Write the answers to a CSV file.", HelpName = "file" };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var timeout = new Option<int>("--timeout")
        {
            Description = "The time limit for one kernel, in seconds.",
            HelpName = "seconds",
            DefaultValueFactory = _ => (int)new VirtualMachineOptions().Timeout.TotalSeconds,
        };
        var refresh = new Option<bool>("--refresh") { Description = "Fetch the newest kernels, although the cache has some." };
        var command = new Command("verify", "Loads the programs of an object on several kernels, in virtual machines.")
        {
            file, kernels, architecture, csv, json, timeout, refresh,
        };
        command.SetAction(async (given, cancel) =>
        {
            var path = given.GetValue(file)!;
            var (model, problems) = ToolFiles.ReadObject(path, cancel);
            CommonArguments.Report(path, problems);
            var report = await UseAsync(() => Verifier.RunAsync(
                path,
                model,
                given.GetValue(kernels)!,
                given.GetValue(architecture) == "arm64" ? KernelArchitecture.Arm64 : KernelArchitecture.X64,
                new VirtualMachineOptions { Timeout = TimeSpan.FromSeconds(Math.Max(1, given.GetValue(timeout))) },
                new KernelStore(new KernelStoreOptions { Refresh = given.GetValue(refresh) }),
                ReportProgress,
                cancel));
            if (given.GetValue(csv) is { } target)
            {
                using var text = new StringWriter();
                VerificationTables.WriteCsv(report, text);
                ToolFiles.Write(target, Encoding.UTF8.GetBytes(text.ToString()));
            }

            if (given.GetValue(json))
            {
                Console.Out.WriteLine(JsonSerializer.Serialize(report, VerificationJson.Default.VerificationReport));
            }
            else
            {
                VerificationTables.Write(report, CreateConsole());
            }

            return report.IsSuccess ? 0 : 1;
        });
        return command;
    }

    private static void ReportProgress(string line)
    {
        if (!Console.IsErrorRedirected)
        {
            Console.Error.WriteLine(line);
        }
    }

    /// <summary>Creates the console: without colors in a file or pipe, and if NO_COLOR is set.</summary>
    private static IAnsiConsole CreateConsole()
    {
        var isPlain = Console.IsOutputRedirected || Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 };
        var console = AnsiConsole.Create(isPlain
            ? new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors }
            : new AnsiConsoleSettings());
        if (Console.IsOutputRedirected)
        {
            console.Profile.Width = WidthOfFile;
        }

        return console;
    }

    private static async Task<VerificationReport> UseAsync(Func<Task<VerificationReport>> run)
    {
        try
        {
            return await run();
        }
        catch (Exception exception) when (exception is KernelException or PlatformNotSupportedException)
        {
            throw new ToolException(exception.Message);
        }
    }
}
