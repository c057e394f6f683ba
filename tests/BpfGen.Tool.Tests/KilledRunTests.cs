using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using BpfGen.Generator.Tests.Support;
using BpfGen.Testing.Kernels;
using BpfGen.Tool.Tests.Support;
using Xunit;

namespace BpfGen.Tool.Tests;

/// <summary>What a process leaves behind that is killed while it runs a virtual machine.</summary>
public sealed class KilledRunTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bpfgen-killed-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_killed_process_leaves_neither_a_machine_nor_files()
    {
        var kernel = await KernelAsync();
        using var tool = Process.Start(new ProcessStartInfo(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "bpfgen.dll"), "verify", Path.Combine(Repository.Probes, "probe.o"), "--kernels",
                kernel.Path,
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["BPFGEN_VM_CACHE"] = _folder },
        })!;
        try
        {
            await UntilAsync(() => Machines().Any(), "the machine runs", () => !tool.HasExited);
            Assert.Single(Runs());

            // A stopped machine does not end by itself.
            await SignalAsync("STOP");
            tool.Kill();
            await UntilAsync(() => !Machines().Any(), "the machine has ended");
        }
        finally
        {
            tool.Kill();
            await SignalAsync("KILL");
        }

        Assert.Single(Runs());

        using var next = await WorkFolder.CreateAsync(_folder, Cancel);
        Assert.Equal([next.Path], Runs());
    }

    [Fact]
    public async Task A_folder_is_deleted_only_after_its_owner_has_ended()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "run.other")).FullName;
        var file = Path.Combine(folder, "owner");
        await File.WriteAllTextAsync(file, "", Cancel);

        // Only the parent process holds the lock, so the lock ends with it, as that of a killed test run.
        using var owner = Process.Start(new ProcessStartInfo("flock", ["--close", file, "sh", "-c", "echo held; read end"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Assert.Equal("held", await owner.StandardOutput.ReadLineAsync(Cancel));

        using (await WorkFolder.CreateAsync(_folder, Cancel))
        {
            Assert.True(Directory.Exists(folder));
        }

        owner.Kill();
        await owner.WaitForExitAsync(Cancel);
        using var next = await WorkFolder.CreateAsync(_folder, Cancel);
        Assert.Equal([next.Path], Runs());
    }

    [Fact]
    public async Task A_folder_without_a_lock_is_deleted_after_a_day()
    {
        var (young, old) = (Path.Combine(_folder, "run.young"), Path.Combine(_folder, "run.old"));
        Directory.CreateDirectory(young);
        Directory.CreateDirectory(old);
        Directory.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddHours(-25));

        using var next = await WorkFolder.CreateAsync(_folder, Cancel);

        Assert.True(Directory.Exists(young));
        Assert.False(Directory.Exists(old));
    }

    [Fact]
    public async Task Runs_at_the_same_time_keep_their_folders()
    {
        await Parallel.ForAsync(0, 40, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Cancel }, async (_, cancel) =>
        {
            using var work = await WorkFolder.CreateAsync(_folder, cancel);
            await File.WriteAllTextAsync(Path.Combine(work.Path, "log"), work.Path, cancel);
            using (await WorkFolder.CreateAsync(_folder, cancel))
            {
                Assert.Equal(work.Path, await File.ReadAllTextAsync(Path.Combine(work.Path, "log"), cancel));
            }
        });

        Assert.Empty(Runs());
    }

    private static async Task<KernelImage> KernelAsync()
    {
        try
        {
            VirtualMachine.Require(KernelArchitecture.X64);
            return await new KernelStore().FindAsync(KernelName.Parse("6.12"), KernelArchitecture.X64, Cancel);
        }
        catch (Exception exception) when (exception is MissingToolException or PlatformNotSupportedException)
        {
            Assert.Skip(exception.Message);
            throw;
        }
    }

    private string[] Runs() => Directory.GetDirectories(_folder, "run.*");

    /// <summary>The ids of the processes of QEMU with files of this test.</summary>
    private IEnumerable<string> Machines() => Directory.EnumerateDirectories("/proc")
        .Select(process => Path.GetFileName(process))
        .Where(process => char.IsAsciiDigit(process[0])
            && CommandLine(process) is var line
            && Path.GetFileName(line.Split('\0')[0]).StartsWith("qemu-system", StringComparison.Ordinal)
            && line.Contains(_folder, StringComparison.Ordinal));

    private async Task SignalAsync(string signal)
    {
        foreach (var machine in Machines())
        {
            await ToolRun.Start(_folder, "kill", "-s", signal, machine);
        }
    }

    private static string CommandLine(string process)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes($"/proc/{process}/cmdline"));
        }
        catch (IOException)
        {
            // The process has ended.
            return "";
        }
    }

    private static async Task UntilAsync(Func<bool> condition, string description, Func<bool>? isPossible = null)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(isPossible?.Invoke() != false && clock.Elapsed < TimeSpan.FromMinutes(2), $"{description} in time");
            await Task.Delay(50, Cancel);
        }
    }
}
