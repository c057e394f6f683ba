using System;
using System.Linq;
using System.Runtime.InteropServices;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>Programs write into every kind of hash map and array, and user space reads the values.</summary>
[Collection(KernelTests.Name)]
public sealed class CounterTests
{
    /// <summary>ETH_P_IP in network byte order, as a socket filter on a little-endian machine reads it.</summary>
    private const uint IPv4 = 0x0008;

    [Fact]
    public void A_program_increments_counters_in_a_hash_map() =>
        Counting(counters => counters.CountHashes, counters => counters.ByProtocol.TryGetValue(IPv4, out var packets) && packets >= 10);

    [Fact]
    public void A_program_increments_counters_in_an_LRU_hash_map() =>
        Counting(counters => counters.CountHashes, counters => counters.Recent.TryGetValue(IPv4, out var packets) && packets >= 10);

    [Fact]
    public void A_program_increments_counters_in_a_per_CPU_hash_map() => Counting(counters => counters.CountHashes, counters =>
    {
        var values = new ulong[PerCpuMap.CpuCount];
        return counters.ByProtocolCpu.TryGetValues(IPv4, values) && values.Aggregate((a, b) => a + b) >= 10;
    });

    [Fact]
    public void A_program_increments_counters_in_an_LRU_per_CPU_hash_map() => Counting(counters => counters.CountHashes, counters =>
    {
        var values = new ulong[PerCpuMap.CpuCount];
        return counters.RecentCpu.TryGetValues(IPv4, values) && values.Aggregate((a, b) => a + b) >= 10;
    });

    [Fact]
    public void A_program_increments_counters_in_an_array() =>
        Counting(counters => counters.CountArrays, counters => counters.Packets[1] >= 10);

    [Fact]
    public void A_program_increments_counters_in_a_per_CPU_array() => Counting(counters => counters.CountArrays, counters =>
    {
        var values = new ulong[PerCpuMap.CpuCount];
        counters.PacketsCpu.GetValues(1, values);
        return values.Aggregate((a, b) => a + b) >= 10;
    });

    [Fact]
    public void A_program_increments_counters_in_a_map_of_structs() => Counting(counters => counters.CountFlows, counters =>
        counters.Flows.As<Flow, Totals>()
            .Any(entry => entry.Key.Protocol == IPv4 && entry.Value is { Packets: >= 10, Bytes: > 100, LastLength: > 10 }));

    private static void Counting(Func<Counters, SocketFilterProgram> program, Func<Counters, bool> isCounted)
    {
        Kernel.Required();
        using var counters = Counters.Load();
        Packets.SendUntil(program(counters), () => isCounted(counters), "ten packets to be counted");
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Flow
    {
        public uint Protocol;
        public uint PacketType;
        public uint Zero;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Totals
    {
        public ulong Packets;
        public ulong Bytes;
        public ulong LastLength;
    }
}
