using System;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using BpfGen.Package.Tests.Support;
using BpfGen.Tests;
using Xunit;

namespace BpfGen.Package.Tests;

/// <summary>
/// Error messages do not depend on how a program is published: a native program without .NET's message texts (<c>UseSystemResourceKeys</c>)
/// prints the same messages as a program with the just-in-time compiler.
/// </summary>
public sealed class ErrorMessageTests(PackedPackage package) : IClassFixture<PackedPackage>
{
    private const string Program = """
        using System;
        using BpfGen;
        using Consumer;

        using var probes = Probe.Load();
        Say(() => probes.OnStart.Attach("/proc/self/status", "main"));
        Say(() => probes.OnStart.Attach("libc.so.6", "getpgidd"));
        Say(() => probes.OnStart.Attach("/nowhere/at-all", "main"));
        Say(() => probes.OnStart.Attach("/dev", "main"));
        System.IO.File.Copy("/bin/true", "white space", overwrite: true);
        Say(() => probes.OnStart.Attach("./white space", 64, new UprobeOptions { Mode = ProbeMode.TraceFs }));
        Say(() => ProcessSymbols.Open(int.MaxValue));
        Say(() => PacketSocket.Open("nowhere0").Dispose());
        Say(() => KernelLink.OpenPinned("/sys/fs/bpf/bpfgen-nothing").Dispose());
        probes.Dispose();
        Say(() => probes.OnStart.Attach("libc.so.6", "getpgid"));
        Say(() => _ = probes.OnStart.Id);

        static void Say(Action action)
        {
            try
            {
                action();
                Console.WriteLine("no error");
            }
            catch (BpfException exception)
            {
                Console.WriteLine($"{exception.ErrnoName ?? "-"} {exception.Message}");
            }
            catch (ObjectDisposedException exception)
            {
                Console.WriteLine($"disposed {exception.Message.Split('\n')[0]}");
            }
        }
        """;

    private static readonly string[] Expected =
    [
        "- Attach failed for program 'on_start' (Kprobe) on /proc/self/status:main. /proc/self/status cannot be "
            + "read: it is not an ELF file.",
        "- Attach failed for program 'on_start' (Kprobe) on libc.so.6:getpgidd. ",
        "ENOENT open failed with ENOENT for program 'on_start' (Kprobe) on /nowhere/at-all:main. The file /nowhere/at-all does not exist.",
        "- Attach failed for program 'on_start' (Kprobe) on /dev:main. /dev is not a regular file.",
        "EINVAL write failed with EINVAL for program 'on_start' (Kprobe) on ./white space:0x40. The "
            + "kernel rejected the line 'p:",
        "ENOENT open failed with ENOENT for /proc/2147483647/maps. Process 2147483647 does not exist.",
        "ENODEV if_nametoindex failed with ENODEV for network interface 'nowhere0'. It does not exist in the network namespace of the ",
        "ENOENT BPF_OBJ_GET failed with ENOENT for the link pinned at /sys/fs/bpf/bpfgen-nothing.",
        "disposed Program 'on_start' was disposed.",
        "disposed Program 'on_start' was disposed.",
    ];

    [Fact]
    public async Task An_error_message_names_the_call_its_subject_and_the_reason()
    {
        Tracing.Required();

        ShouldBeExpected(await RunJustInTime(New()));
    }

    [Fact]
    [Trait(Speed.Trait, Speed.Slow)]
    public async Task Error_messages_are_the_same_in_an_application_without_the_message_texts_of_NET()
    {
        Tracing.Required();
        var consumer = New();
        var jit = await RunJustInTime(consumer);
        consumer.UseOtherFeedsToo();
        (await Dotnet.Run(
            consumer.Folder,
            "publish",
            "-r",
            RuntimeInformation.RuntimeIdentifier,
            "-p:PublishAot=true",
            "-p:UseSystemResourceKeys=true",
            "-o",
            "out")).ShouldSucceed();
        var native = await Run(consumer, Path.Combine(consumer.Folder, "out", "Consumer"));

        ShouldBeExpected(jit);
        Assert.Equal(jit.Select(WithoutProcess), native.Select(WithoutProcess));
    }

    private Consumer New() =>
        new(package, "", Program, Path.Combine(PackedPackage.Repository, "probes", "tracing", "uprobes.o"));

    private static async Task<string[]> RunJustInTime(Consumer consumer)
    {
        (await Dotnet.Run(consumer.Folder, "build", "-o", "jit")).ShouldSucceed();
        return await Run(consumer, "dotnet", "jit/Consumer.dll");
    }

    private static void ShouldBeExpected(string[] messages)
    {
        Assert.Equal(Expected.Length, messages.Length);
        Assert.All(Expected.Zip(messages), static pair => Assert.StartsWith(pair.First, pair.Second));
        Assert.Contains("Did you mean 'getpgid'", messages[1]);
    }

    /// <summary>Cuts a message before the name of a probe in tracefs, because this name contains the process id.</summary>
    private static string WithoutProcess(string line) =>
        line.StartsWith("EINVAL", StringComparison.Ordinal) ? line[..line.IndexOf("bpfgen/p", StringComparison.Ordinal)] : line;

    private static async Task<string[]> Run(Consumer consumer, string program, params string[] arguments) =>
        (await Dotnet.Start(program, consumer.Folder, arguments)).ShouldSucceed()
        .Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
