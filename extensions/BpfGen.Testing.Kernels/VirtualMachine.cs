using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace BpfGen.Testing.Kernels;

/// <summary>
/// Runs one program on one kernel, in a virtual machine that has nothing but the program: no disk and no network. The program is root, and
/// the machine has bpffs, tracefs and cgroup v2. Neither root nor KVM is required on this machine.
/// </summary>
/// <remarks>All members are thread-safe. Each machine has one processor.</remarks>
public static class VirtualMachine
{
    private const int LinesOfConsole = 15;

    /// <summary>The kernel's message if the files do not fit into the memory. It starts the first program nevertheless.</summary>
    private const string UnpackingFailed = "Initramfs unpacking failed";

    /// <summary>Checks that this machine has the programs that <see cref="RunAsync"/> needs.</summary>
    /// <param name="architecture">The architecture of the machines.</param>
    /// <exception cref="MissingToolException">A program is missing. The message has the command that installs it.</exception>
    /// <exception cref="PlatformNotSupportedException">This machine is not a Linux machine with an x86-64 processor.</exception>
    public static void Require(KernelArchitecture architecture)
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.OSArchitecture != Architecture.X64)
        {
            throw new PlatformNotSupportedException("Virtual machines with other kernels run on Linux with an x86-64 processor.");
        }

        HostTools.Require(HostTools.ForRunning(architecture));
    }

    /// <summary>Starts a machine, runs a program in it, and waits until the machine is off.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="program">The program. An exit status other than 0 is no error of this method.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    /// <param name="cancel">Stops the machine.</param>
    /// <returns>The exit status and the output of the program.</returns>
    /// <exception cref="MissingToolException">A program of this machine is missing.</exception>
    /// <exception cref="GuestStoppedException">
    /// The machine stopped before the program ended, or it reached its time limit. The message has the end of the kernel's messages.
    /// </exception>
    /// <exception cref="KernelException">The machine cannot be started.</exception>
    public static async Task<GuestResult> RunAsync(
        KernelImage kernel, GuestProgram program, VirtualMachineOptions? options = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(program);
        options ??= new VirtualMachineOptions();
        Require(kernel.Architecture);
        var store = options.Store ?? new KernelStore();
        using var work = await WorkFolder.CreateAsync(store.Folder, cancel).ConfigureAwait(false);
        var archive = Path.Combine(work.Path, "initrd");
        var (log, console) = (Path.Combine(work.Path, "log"), Path.Combine(work.Path, "console"));
        await WriteFilesAsync(archive, kernel, program, store, cancel).ConfigureAwait(false);

        var clock = Stopwatch.StartNew();
        var isLate = await StartAsync(kernel, options, archive, log, console, cancel).ConfigureAwait(false);
        var (output, messages) = (ReadText(log), ReadText(console));
        if (messages.Contains(UnpackingFailed, StringComparison.Ordinal))
        {
            throw new GuestStoppedException(
                $"The files of the program do not fit into the {options.MemoryMegabytes} MB of the machine with the kernel {kernel.Name}. "
                + $"Set {nameof(VirtualMachineOptions.MemoryMegabytes)} to a larger number, or leave out files.",
                InitScript.OutputOf(output),
                messages);
        }

        if (InitScript.Read(output) is not { } read)
        {
            throw new GuestStoppedException(
                $"The machine with the kernel {kernel.Name} "
                + (isLate
                    ? $"was not done after {options.Timeout.TotalSeconds:0} s (BPFGEN_VM_TIMEOUT)"
                    : "stopped before the program ended")
                + ". The end of its output:\n" + End(output) + "The end of the kernel's messages:\n" + End(messages),
                InitScript.OutputOf(output),
                messages);
        }

        return new GuestResult(read.Status, read.Release, read.Output, read.Result, messages, clock.Elapsed);
    }

    private static string End(string text) => string.Concat(
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(LinesOfConsole).Select(line => $"  {line.TrimEnd()}\n"));

    private static string ReadText(string path) => File.Exists(path) ? File.ReadAllText(path, Encoding.UTF8) : "";

    /// <summary>Writes the files of the machine.</summary>
    private static async Task WriteFilesAsync(
        string path, KernelImage kernel, GuestProgram program, KernelStore store, CancellationToken cancel)
    {
        var isForeign = kernel.Architecture != KernelArchitecture.X64;
        var system = isForeign ? await store.SystemFilesAsync(kernel.Architecture, cancel).ConfigureAwait(false) : null;
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 20);
        using var archive = new CpioWriter(file);
        foreach (var folder in (string[])["bin", "proc", "sys", "dev", "tmp", "etc", "modules"])
        {
            archive.AddFolder(folder);
        }

        archive.AddFile("etc/passwd", "root:x:0:0:root:/tmp:/bin/sh\n"u8);
        archive.AddFile("etc/group", "root:x:0:\n"u8);
        archive.AddFile("etc/hosts", "127.0.0.1 localhost\n::1 localhost\n"u8);
        archive.AddCopy("bin/busybox", await BusyboxAsync(system, cancel).ConfigureAwait(false), executable: true);
        string[] command = ["/bin/guest"];
        string[] natives = [program.Path];
        if (!program.IsManaged)
        {
            archive.AddCopy(command[0], program.Path, executable: true);
        }
        else if (isForeign)
        {
            command = [.. await DotnetFiles.AddForeignAsync(archive, program, kernel.Architecture, store, cancel).ConfigureAwait(false)];
        }
        else
        {
            var (own, needed) = DotnetFiles.AddOwn(archive, program);
            (command, natives) = ([.. own], [.. needed]);
        }

        if (system is not null)
        {
            archive.AddLink("lib/ld-linux-aarch64.so.1", "aarch64-linux-gnu/ld-linux-aarch64.so.1");
            foreach (var (target, source) in SharedLibraries.OfSystem(system))
            {
                archive.AddCopy(target, source, executable: true);
            }
        }
        else
        {
            foreach (var library in await SharedLibraries.OfAsync(natives, cancel).ConfigureAwait(false))
            {
                archive.AddCopy(library, library, executable: true);
            }
        }

        foreach (var (target, source) in program.Files)
        {
            archive.AddCopy(target, source);
        }

        if (kernel.ModulesFolder is { } modules && Directory.Exists(modules))
        {
            foreach (var module in Directory.EnumerateFiles(modules, "*.ko"))
            {
                archive.AddCopy("modules/" + Path.GetFileName(module), module);
            }
        }

        var variables = program.IsManaged ? DotnetFiles.Variables.Concat(program.Variables).ToDictionary() : program.Variables;
        archive.AddFile(
            "init",
            Encoding.UTF8.GetBytes(InitScript.Write(
                [.. command, .. program.Arguments], variables, program.ResultPath, isForeign ? "ttyS0" : "ttyS1")),
            executable: true);
    }

    /// <summary>Finds busybox. The machine has no C library for it.</summary>
    private static async Task<string> BusyboxAsync(string? system, CancellationToken cancel)
    {
        if (system is not null)
        {
            return Directory.EnumerateFiles(system, "busybox", SearchOption.AllDirectories)
                .First(file => Path.GetFileName(Path.GetDirectoryName(file)) is "bin");
        }

        var path = HostTools.Find("busybox")!;
        return (await SharedLibraries.OfAsync([path], cancel).ConfigureAwait(false)).Count == 0
            ? path
            : throw new MissingToolException(["a statically linked busybox"], ["busybox-static"]);
    }

    /// <summary>Starts QEMU and waits until it ends.</summary>
    /// <returns>Whether the machine reached its time limit.</returns>
    private static async Task<bool> StartAsync(
        KernelImage kernel, VirtualMachineOptions options, string archive, string log, string console, CancellationToken cancel)
    {
        // Arm64 has one serial port on the board; the other is on PCI. The emulated processor of arm64 has no features that slow down the
        // emulation or that old kernels do not boot with. On a busy host the emulated timer is late: with no_timer_check the kernel does
        // not treat it as broken.
        var isX64 = kernel.Architecture == KernelArchitecture.X64;
        string[] machine = isX64
            ? ["-cpu", "max", "-serial", $"file:{console}", "-serial", $"file:{log}", .. options.UseKvm ? (string[])["-accel", "kvm"] : []]
            :
            [
                "-M", "virt", "-cpu", "max,pauth-impdef=on,lpa2=off,sve=off", "-serial", $"file:{console}",
                "-chardev", $"file,id=log,path={log}", "-device", "pci-serial,chardev=log",
            ];
        var boot = $"console={(isX64 ? "ttyS0" : "ttyAMA0")} loglevel=4 panic=-1 oops=panic "
            + $"{(isX64 ? "no_timer_check" : "kpti=off")} mitigations=off random.trust_cpu=on lsm=landlock,lockdown,yama,integrity,bpf";
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(options.Timeout);
        try
        {
            var run = await HostProcess.RunAsync(
                HostTools.Find(HostTools.ForRunning(kernel.Architecture)[0].Tool)!,
                [
                    .. machine, "-accel", "tcg", "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot", "-smp", "1",
                    "-m", $"{options.MemoryMegabytes}", "-kernel", kernel.Path, "-initrd", archive, "-append", boot,
                ],
                limit.Token,
                isBound: true).ConfigureAwait(false);
            return run.Status == 0 ? false : throw new KernelException($"QEMU failed with status {run.Status}: {run.Error.Trim()}");
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return true;
        }
    }
}
