using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using BpfGen.Testing.Kernels;

namespace BpfGen.Kernel.Matrix;

/// <summary>The command line.</summary>
internal static class MatrixCommand
{
    /// <summary>Linux 5.10, 6.1, 6.12, 7.2 or later, and 7.3 or later.</summary>
    private static readonly string[] DefaultKernels = ["bullseye", "bookworm", "trixie", "sid", "trixie-backports"];

    public static RootCommand Create()
    {
        var kernels = new Argument<IReadOnlyList<KernelName>>("kernels")
        {
            Description = "Debian suites, versions (5.10), or paths of images. A suite may have a package: "
                + $"trixie:linux-image-arm64-16k has pages of 16 KiB. Default: {string.Join(' ', DefaultKernels)}.",
            Arity = ArgumentArity.ZeroOrMore,
            CustomParser = argument =>
            {
                if (argument.Tokens.FirstOrDefault(token => token.Value.StartsWith('-')) is { } option)
                {
                    argument.AddError($"unknown option '{option.Value}'");
                    return [];
                }

                try
                {
                    return [.. argument.Tokens.Select(token => KernelName.Parse(token.Value)).Distinct()];
                }
                catch (KernelException exception)
                {
                    argument.AddError(exception.Message);
                    return [];
                }
            },
        };
        var architecture = new Option<string>("--arch")
        {
            Description = "The architecture of the kernels. The test binary for arm64 is cross-published, and its machines are emulated.",
            DefaultValueFactory = _ => "x64",
        };
        architecture.AcceptOnlyFromAmong("x64", "arm64");
        var only = new Option<string?>("--only")
        {
            Description = "Run only the cases whose names contain this text.",
            HelpName = "text",
        };
        only.Validators.Add(result =>
        {
            if (result.Tokens is not [{ Value.Length: > 0 }])
            {
                result.AddError("--only requires a text");
            }
        });
        var refresh = new Option<bool>("--refresh")
        {
            Description = "Fetch the newest kernels. Otherwise kernels that were fetched before are used, without the network.",
        };
        var command = new RootCommand(
            "Runs the cases of BpfGen.Kernel.Tests on several kernels, each in its own virtual machine. Prints a table of cases and "
            + "kernels, the failures, and a last line with the counts.\n\n"
            + "Environment: BPFGEN_VM_CACHE is the folder for kernels (default: bpfgen-vm in XDG_CACHE_HOME or ~/.cache), "
            + "BPFGEN_VM_BINARY a test binary that is already published, "
            + "BPFGEN_VM_TIMEOUT the time limit for one machine in seconds (default: 300), "
            + "BPFGEN_VM_MIRROR a Debian mirror (default: that of the system's apt), BPFGEN_VM_KVM=1 makes x86-64 machines use KVM.\n\n"
            + "Exit status: 0 all cases passed, 1 a case failed, 2 a machine could not run.")
        {
            kernels, architecture, only, refresh,
        };
        command.SetAction((given, cancel) => RunAsync(
            given.GetValue(kernels) is { Count: > 0 } names ? names : [.. DefaultKernels.Select(KernelName.Parse)],
            given.GetValue(architecture) == "arm64" ? KernelArchitecture.Arm64 : KernelArchitecture.X64,
            given.GetValue(only),
            new KernelStore(new KernelStoreOptions { Refresh = given.GetValue(refresh) }),
            cancel));
        return command;
    }

    private static async Task<int> RunAsync(
        IReadOnlyList<KernelName> names, KernelArchitecture architecture, string? only, KernelStore store, CancellationToken cancel)
    {
        var runs = await KernelRuns.RunAsync(names, architecture, only, store, cancel);
        foreach (var run in runs.Where(run => run.Error is not null))
        {
            await Console.Error.WriteLineAsync($"{run.Kernel}: {run.Error}\n{run.Output}");
        }

        var report = new MatrixReport(runs);
        report.Write(Console.Out);
        return report.ExitStatus;
    }
}
