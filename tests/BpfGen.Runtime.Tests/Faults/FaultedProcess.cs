using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using BpfGen.Runtime.Tests.Support;
using BpfGen.Tests;
using Xunit;

namespace BpfGen.Runtime.Tests.Faults;

/// <summary>
/// A second process of the tests that runs <see cref="Lives"/>, in which system calls fail. It has a network and a BPF file system of its
/// own. One of its threads runs the lives behind a <see cref="SystemCallFilter"/>. The other thread makes events happen, and looks for
/// remains.
/// </summary>
public class FaultedProcess : IDisposable
{
    public const string Argument = "--run-lives-with-faults";
    public const string DelegatedArgument = "--run-lives-with-faults-and-token";

    private static readonly TimeSpan LongestLife = TimeSpan.FromMinutes(1);

    private readonly bool _isDelegated;
    private Process _process = null!;
    private Supervisor? _supervisor;
    private NewObjects _objects = null!;

    public FaultedProcess()
        : this(isDelegated: false)
    {
    }

    /// <param name="isDelegated">
    /// Whether the process is in a user namespace of its own, where it has no privilege but the token of its BPF file system.
    /// </param>
    private protected FaultedProcess(bool isDelegated) => _isDelegated = isDelegated;

    /// <summary>Starts the process, if it does not run already.</summary>
    public void Start()
    {
        Kernel.NetworkRequired();
        Kernel.TraceFsRequired();
        if (_supervisor is not null)
        {
            return;
        }

        var own = Path.Combine(AppContext.BaseDirectory, "BpfGen.Runtime.Tests");
        Assert.SkipUnless(File.Exists(own), "needs the test program as an executable file");
        Assert.SkipUnless(Environment.OSVersion.Version >= new Version(5, 19), "needs Linux 5.19");
        if (_isDelegated)
        {
            DelegatedProcess.Required();
        }

        _objects = new NewObjects();
        string[] command = _isDelegated
            ? [.. DelegatedProcess.Namespaces, own, DelegatedArgument]
            : ["--mount", "--net", own, Argument];
        _process = Process.Start(new ProcessStartInfo("unshare", command)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,

            // The thread with the filter must not compile code in the background, nor start threads.
            Environment =
            {
                ["DOTNET_TieredCompilation"] = "0",
                ["DOTNET_EnableWriteXorExecute"] = "0",
                ["DOTNET_gcConcurrent"] = "0",
            },
        })!;
        Id = _process.Id;
        if (_isDelegated)
        {
            var fileSystem = int.Parse(Answer().Split(' ')[1], CultureInfo.InvariantCulture);
            DelegatedProcess.Delegate(Id, fileSystem, DelegatedProcess.Everything);
            _process.StandardInput.WriteLine();
        }

        var descriptor = int.Parse(Answer(), CultureInfo.InvariantCulture);
        _supervisor = new Supervisor(_process.Id, descriptor, () =>
        {
            BeforeKill?.Invoke();
            _process.Kill();
        });
        _process.StandardInput.WriteLine();
    }

    /// <summary>The process id.</summary>
    internal int Id { get; private set; }

    /// <summary>Called while the process waits in the call at which it is killed.</summary>
    internal Action? BeforeKill { get; set; }

    /// <summary>Runs a life in the process, with or without a fault.</summary>
    /// <returns>The outcome; null if the process was killed.</returns>
    internal Outcome? Run(string life, Fault fault)
    {
        _supervisor!.Arm(fault);
        _process.StandardInput.WriteLine(life);
        var reading = _process.StandardOutput.ReadLineAsync();
        if (!reading.Wait(LongestLife))
        {
            // A life that hangs must not make the test hang.
            _process.Kill();
        }

        var answer = reading.GetAwaiter().GetResult();
        var (calls, failed) = _supervisor.Disarm();
        _objects.Note(life);
        return answer?.Split('\t') is [var type, var errno, var command, var message, var remains]
            ? new Outcome(calls, failed, type, errno, command, message, remains)
            : null;
    }

    /// <summary>Waits until the objects that the lives created are gone from the kernel.</summary>
    /// <returns>The objects that stayed, with the run that created them; empty if none stayed.</returns>
    public string Settle() => _objects.Settle();

    /// <summary>Removes attachments that the runtime could not remove.</summary>
    public void RemoveAttachments()
    {
        _process.StandardInput.WriteLine("remove");
        _ = Answer();
    }

    public void Dispose()
    {
        if (_supervisor is null)
        {
            return;
        }

        _process.StandardInput.Dispose();
        if (!_process.WaitForExit(5_000))
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _supervisor.Dispose();
        _supervisor = null;
        _process.Dispose();
        GC.SuppressFinalize(this);
    }

    private string Answer() => _process.StandardOutput.ReadLine() ?? throw new IOException("The second process has ended.");

    /// <summary>The main function of the second process.</summary>
    /// <param name="isDelegated">Whether the process is in a user namespace of its own.</param>
    public static void Run(bool isDelegated)
    {
        var delegated = isDelegated ? DelegatedProcess.MountDelegated() : null;
        string[] command = delegated is null ? ["-t", "bpf", "bpf"] : ["--bind", delegated];
        using var mount = Process.Start("mount", [.. command, KernelFileSystems.BpfFs]);
        mount.WaitForExit();
        OwnNetwork.SetUp("lo");
        using var stage = new Stage(delegated);
        using var filtered = new Worker();
        var listener = filtered.Run(SystemCallFilter.Install);
        Console.WriteLine(listener);
        Console.ReadLine();
        _ = Interop.Libc.Close(listener);

        if (!isDelegated)
        {
            _ = stage.Cgroup;
        }

        stage.SendPacket();
        var before = Remains.OfProcess(stage);
        while (Console.ReadLine() is { } name)
        {
            if (name == "remove")
            {
                Remains.RemoveAttachments(stage);
                before = Remains.OfProcess(stage);
                Console.WriteLine();
                continue;
            }

            var failure = filtered.Run(() => Record.Exception(() => Lives.All[name](stage)));
            var remains = Remains.OfProcess(stage).Except(before).ToList();
            if (remains.Count != 0)
            {
                // The memory of variables is unmapped when no code can refer to it any more.
                GC.Collect();
                GC.WaitForPendingFinalizers();
                remains = [.. Remains.OfProcess(stage).Except(before)];
            }

            before.AddRange(remains);

            // A stream can throw only an IOException, which contains the exception of the call.
            failure = failure is IOException { InnerException: BpfException inner } ? inner : failure;
            var fault = failure as BpfException;
            Console.WriteLine(string.Join(
                '\t',
                failure?.GetType().Name,
                fault?.ErrnoName,
                fault?.Command,
                (fault?.Message ?? failure?.ToString())?.ReplaceLineEndings(" | ").Replace('\t', ' '),
                string.Join(", ", remains)));
        }
    }

    /// <summary>The result of one life.</summary>
    /// <param name="Calls">The system calls of the life.</param>
    /// <param name="Failed">The call that was made to fail; null if the life made fewer calls.</param>
    /// <param name="Type">The type of the exception that ended the life; empty if it went well.</param>
    /// <param name="Errno">The name of the error number of a <see cref="BpfException"/>; empty if it has none.</param>
    /// <param name="Command">The call that a <see cref="BpfException"/> names.</param>
    /// <param name="Message">The message.</param>
    /// <param name="Remains">The descriptors, mappings, pins, folders, filters and probe events that stayed; empty if none stayed.</param>
    internal sealed record Outcome(
        IReadOnlyList<string> Calls, string? Failed, string Type, string Errno, string Command, string Message, string Remains);
}

/// <summary>A process of this kind whose only privilege is a token.</summary>
public sealed class DelegatedFaultedProcess() : FaultedProcess(isDelegated: true);
