using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using BpfGen.Interop;
using Xunit;

namespace BpfGen.Runtime.Tests.Support;

/// <summary>
/// Runs a part of a test in a new process. The new process has its own user namespace, and no privileges outside that namespace. This
/// process, which runs as root, delegates eBPF to the BPF file system of the new process.
/// </summary>
internal static partial class DelegatedProcess
{
    private const string Variable = "BPFGEN_TEST_DELEGATED";
    private const int OpenFileSystem = 430;
    private const int ConfigureFileSystem = 431;
    private const int MountFileSystem = 432;
    private const int MoveMount = 429;
    private const int OpenProcess = 434;
    private const int GetDescriptor = 438;
    private const nint SetString = 1;
    private const nint Create = 6;
    private const nint EmptyPath = 4;

    /// <summary>The mount options that delegate all of eBPF.</summary>
    internal static string[] Everything { get; } =
        ["delegate_cmds=any", "delegate_maps=any", "delegate_progs=any", "delegate_attachs=any"];

    /// <summary>The command that starts a program in a user namespace, a mount namespace and a network of its own.</summary>
    internal static string[] Namespaces { get; } = ["--user", "--map-root-user", "--mount", "--net"];

    /// <summary>Starts the process, and returns its output.</summary>
    /// <param name="part">The part to run: an argument of <see cref="DelegatedParts.Run"/>.</param>
    /// <param name="options">The mount options that delegate eBPF, such as <c>delegate_cmds=any</c>.</param>
    public static string Run(string part, params string[] options)
    {
        Kernel.NetworkRequired();
        Required();
        var own = Path.Combine(AppContext.BaseDirectory, "BpfGen.Runtime.Tests");
        Assert.SkipUnless(File.Exists(own), "needs the test program as an executable file");
        var start = new ProcessStartInfo("unshare", [.. Namespaces, own])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { [Variable] = part },
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        if (process.StandardOutput.ReadLine()?.Split(' ') is [var pid, var descriptor])
        {
            Delegate(int.Parse(pid, CultureInfo.InvariantCulture), int.Parse(descriptor, CultureInfo.InvariantCulture), options);
        }

        process.StandardInput.WriteLine();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output + errors.GetAwaiter().GetResult());
        return output.Trim();
    }

    /// <summary>Skips the test on kernels without tokens.</summary>
    internal static void Required() =>
        Assert.SkipUnless(Environment.OSVersion.Version >= new Version(6, 9), "needs Linux 6.9");

    /// <summary>If this is the new process, runs the part in place of the tests.</summary>
    [ModuleInitializer]
    internal static void RunPart()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } part)
        {
            return;
        }

        try
        {
            Console.WriteLine(DelegatedParts.Run(part, MountDelegated()));
            Environment.Exit(0);
        }
        catch (Exception exception) when (exception is BpfException or IOException or InvalidOperationException)
        {
            Console.Error.WriteLine(exception);
            Environment.Exit(1);
        }
    }

    /// <summary>
    /// Opens a BPF file system in this user namespace, waits until the parent process has configured the file system, and mounts it.
    /// </summary>
    internal static string MountDelegated()
    {
        var context = Checked(SystemCall(OpenFileSystem, "bpf", 0, 0, 0, 0));
        Console.WriteLine($"{Environment.ProcessId} {context}");
        Console.ReadLine();
        var mount = Checked(SystemCall(MountFileSystem, context, 0, 0, 0, 0));

        // Each process mounts at the same folder, because each has its own mounts.
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "delegated")).FullName;
        Checked(SystemCall(MoveMount, mount, "", -100, folder, EmptyPath));
        return folder;
    }

    /// <summary>Configures the new process's BPF file system. The new process lacks the privileges to set these mount options.</summary>
    /// <param name="pid">The new process.</param>
    /// <param name="descriptor">The number that the file system has in the new process.</param>
    /// <param name="options">The mount options.</param>
    internal static void Delegate(int pid, int descriptor, string[] options)
    {
        using var process = new FileDescriptor((int)Checked(SystemCall(OpenProcess, pid, 0, 0, 0, 0)));
        using var context = new FileDescriptor((int)Checked(SystemCall(GetDescriptor, process.Number, descriptor, 0, 0, 0)));
        foreach (var option in options)
        {
            Checked(SystemCall(ConfigureFileSystem, context.Number, SetString, option.Split('=')[0], option.Split('=')[1], 0));
        }

        Checked(SystemCall(ConfigureFileSystem, context.Number, Create, 0, 0, 0));
    }

    private static nint Checked(nint result) =>
        result >= 0 ? result : throw new IOException($"A system call failed with {Errno.NameOf(Marshal.GetLastPInvokeError())}.");

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint a, nint b, nint c, nint d, nint e);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint SystemCall(nint number, string a, nint b, nint c, nint d, nint e);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint SystemCall(nint number, nint a, string b, nint c, string d, nint e);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint SystemCall(nint number, nint a, nint b, string c, string d, nint e);
}
