using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using BpfGen.Loading;

namespace BpfGen.Runtime.Tests.Support;

/// <summary>
/// The parts of tests that run in a separate process, which has its own user namespace. Each part returns its result as text.
/// </summary>
internal static class DelegatedParts
{
    /// <param name="part">The name of the part to run.</param>
    /// <param name="tokenPath">The path of the BPF file system that delegates eBPF to this process.</param>
    public static string Run(string part, string tokenPath)
    {
        Start("ip", "link", "set", "lo", "up");
        switch (part)
        {
            case "path":
                return CountPackets(new() { TokenPath = tokenPath });
            case "variable":
                Environment.SetEnvironmentVariable("LIBBPF_BPF_TOKEN_PATH", tokenPath);
                return CountPackets(null);
            case "usual path":
                Start("mount", "--bind", tokenPath, "/sys/fs/bpf");
                return CountPackets(null);
            case "no token":
                return MessageOf(() => Slots.Load(new() { TokenPath = "" }));
            case "failure":
                return MessageOf(() => Slots.Load(new() { TokenPath = tokenPath }));
            case "map":
                using (var map = SkStorage<ulong>.Create(new() { TokenPath = tokenPath }))
                {
                    return map.Type.ToString();
                }

            case "loop":
                Start("mount", "--bind", tokenPath, "/sys/fs/bpf");
                return LoadLoop();
            case "tokens after a failure":
                return MessageOf(() => Slots.Load(new() { TokenPath = tokenPath })) + $" {OpenTokens()} tokens";
            case "pinned map of maps":
                Start("mount", "--bind", tokenPath, "/sys/fs/bpf");
                return NameOfInnerMap("/sys/fs/bpf/outer");
            default:
                throw new InvalidOperationException($"'{part}' is no part of a test.");
        }
    }

    /// <summary>
    /// Loads an object with maps of maps, several programs and BTF, and lets one of its programs count packets in a new inner map.
    /// </summary>
    private static string CountPackets(Slots.LoadOptions? options)
    {
        using var slots = Slots.Load(options);
        using var inner = slots.ByIndex.CreateInner("later");
        slots.ByIndex.Set(3, inner);
        using var socket = PacketSocket.Open("lo");
        using var link = slots.Count.Attach(socket);
        using var traffic = new Loopback();
        var watch = Stopwatch.StartNew();
        while (inner[0] == 0 && watch.Elapsed < TimeSpan.FromSeconds(10))
        {
            traffic.Send();
        }

        return inner[0] > 0 ? "counted" : "nothing";
    }

    /// <summary>Opens a pinned map of maps, which needs no token, and creates an inner map, which does.</summary>
    private static string NameOfInnerMap(string pin)
    {
        using var template = HashMap<uint, ulong>.Create(1);
        using (ArrayOfMaps<HashMap<uint, ulong>>.Create(1, template, new() { PinPath = pin }))
        {
        }

        using var outer = ArrayOfMaps<HashMap<uint, ulong>>.Create(1, template, new() { PinPath = pin });
        using var inner = outer.CreateInner("later");
        return inner.Name;
    }

    /// <summary>
    /// Loads a program with a loop, which the kernel accepts only from a process with privileges. The object has no BTF, so no command
    /// before this one requires a privilege.
    /// </summary>
    private static string LoadLoop()
    {
        using var loader = new ObjectLoader("loop.o", BitConverter.IsLittleEndian, "GPL");

        // r0 = 0; do r0++; while (r0 < 10); exit
        ulong[] instructions = [0xb7, 0x1_0000_0007, 0xa_fffe_00a5, 0x95];
        var program = loader.LoadProgram<SocketFilterProgram>(
            new("loop", ProgramType.SocketFilter), new ObjectCode(instructions, [0, 0], []), [0]);
        return program.Name;
    }

    private static int OpenTokens() =>
        Directory.EnumerateFiles("/proc/self/fd")
            .Count(static file => new FileInfo(file).LinkTarget?.Contains("bpf-token", StringComparison.Ordinal) == true);

    private static string MessageOf(Func<IDisposable> load)
    {
        try
        {
            load().Dispose();
            return "loaded";
        }
        catch (BpfException exception)
        {
            return exception.Message.ReplaceLineEndings(" ");
        }
    }

    private static void Start(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new IOException($"{program} failed.");
        }
    }
}
