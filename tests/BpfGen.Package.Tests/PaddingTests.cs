using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using BpfGen.Package.Tests.Support;
using BpfGen.Tests;
using Xunit;

namespace BpfGen.Package.Tests;

/// <summary>
/// Keys and values with padding, in optimized code. Unoptimized code happens to set the padding to zero, so these tests run a published
/// program, and a release build without tiered compilation.
/// </summary>
public sealed class PaddingTests(PackedPackage package) : IClassFixture<PackedPackage>
{
    private const string Program = """
        using System;
        using System.Runtime.CompilerServices;
        using BpfGen;
        using Consumer;

        // With an argument, the program unregisters the padding, to show that lookups of keys fail if nothing clears the padding.
        if (args.Length > 0)
        {
            BpfGen.Loading.StructPadding.Register<Key>();
        }

        using var maps = Probe.Load();
        var sized = maps.Sized.As<Key, Key>();
        var perCpu = maps.PerCpu.As<Key, ulong>();
        var slots = maps.Slots.As<Key>();
        var queue = maps.Queue.As<Key>();
        var seen = maps.Seen.As<Key>();
        using var created = HashMap<Key, Key>.Create(300);
        var (misses, dirty) = (0, 0);
        var raw = new byte[24];
        for (var i = 0; i < 300; i++)
        {
            Dirty(i);
            sized[Make(i)] = Make(i);
            Dirty(i + 7);
            misses += sized.TryGetValue(Make(i), out var found) && found.B == (ulong)i ? 0 : 1;
            Dirty(i);
            perCpu.Update(Make(i), new ulong[PerCpuMap.CpuCount]);
            Dirty(i + 3);
            misses += perCpu.TryGetValues(Make(i), new ulong[PerCpuMap.CpuCount]) ? 0 : 1;
            Dirty(i);
            seen.Add(Make(i));
            Dirty(i + 1);
            misses += seen.Contains(Make(i)) ? 0 : 1;
            Dirty(i);
            slots[1] = Make(i);
            maps.Slots.Read(1, raw);
            dirty += raw.AsSpan(4, 4).IndexOfAnyExcept((byte)0) >= 0 || raw.AsSpan(18, 6).IndexOfAnyExcept((byte)0) >= 0 ? 1 : 0;
            queue.Push(Make(i));
            misses += queue.TryPop(out var popped) && popped.B == (ulong)i ? 0 : 1;
            Dirty(i + 5);
            misses += sized.Remove(Make(i)) ? 0 : 1;
            Dirty(i + 6);
            created[Make(i)] = Make(i);
            Dirty(i + 2);
            misses += created.TryGetValue(Make(i), out found) && found.B == (ulong)i ? 0 : 1;
        }

        var keys = new Key[64];
        for (var i = 0; i < keys.Length; i++)
        {
            Dirty(i);
            keys[i] = Make(i);
        }

        sized.UpdateBatch(keys, keys);
        for (var i = 0; i < keys.Length; i++)
        {
            Dirty(i + 1);
            misses += sized.ContainsKey(Make(i)) ? 0 : 1;
        }

        Console.WriteLine($"{misses} misses, {dirty} dirty");

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Key Make(int i) => new() { A = (uint)i, B = (ulong)i, C = (ushort)i };

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Dirty(int seed)
        {
            Span<byte> stack = stackalloc byte[2048];
            stack.Fill((byte)((seed * 31) + 1));
            Use(stack);
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Use(Span<byte> stack) => _ = stack.Length;

        internal struct Key { public uint A; public ulong B; public ushort C; }
        """;

    [Fact]
    public async Task A_release_build_finds_map_keys_with_padding()
    {
        var consumer = New();
        (await Dotnet.Run(consumer.Folder, "build", "-c", "Release", "-o", "out")).ShouldSucceed();

        // The JIT may leave zeros in the padding by chance. Only the test of the native program below shows that lookups fail if the
        // padding is not cleared.
        Assert.Equal("0 misses, 0 dirty", await Run(consumer, "env", "DOTNET_TieredCompilation=0", "dotnet", "out/Consumer.dll"));
    }

    [Fact]
    [Trait(Speed.Trait, Speed.Slow)]
    public async Task A_native_program_finds_map_keys_with_padding()
    {
        var consumer = New();
        consumer.UseOtherFeedsToo();
        (await Dotnet.Run(
            consumer.Folder, "publish", "-r", RuntimeInformation.RuntimeIdentifier, "-p:PublishAot=true", "-o", "out")).ShouldSucceed();

        Assert.Equal("0 misses, 0 dirty", await Run(consumer, Path.Combine(consumer.Folder, "out", "Consumer")));
        Assert.NotEqual("0 misses, 0 dirty", await Run(consumer, Path.Combine(consumer.Folder, "out", "Consumer"), "forget"));
    }

    [Fact]
    public async Task A_tuple_with_padding_is_a_warning()
    {
        // The test needs a real project, because only a real project uses the framework's reference assemblies. These do not show that .NET
        // orders the fields of tuples itself.
        var consumer = new Consumer(package, "", "_ = BpfGen.HashMap<(uint, ulong), ulong>.Create(1);");

        Assert.Contains("BPFGEN055", (await consumer.Build()).Output, StringComparison.Ordinal);
    }

    private Consumer New()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Requires root, or CAP_BPF.");
        return new Consumer(package, "", Program, Path.Combine(PackedPackage.Repository, "probes", "maps", "padded.o"));
    }

    private static async Task<string> Run(Consumer consumer, string program, params string[] arguments) =>
        (await Dotnet.Start(program, consumer.Folder, arguments)).ShouldSucceed().Output.Trim();
}
