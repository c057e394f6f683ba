using System.Buffers.Binary;
using Xunit;

namespace BpfTests;

/// <summary>The kernel runs the program on packets of the tests, without a network interface. This requires root, or CAP_BPF.</summary>
public sealed class FilterTests
{
    // The values of enum xdp_action.
    private const int Drop = 1;
    private const int Pass = 2;

    [Fact]
    public void Udp_packets_to_the_blocked_port_are_dropped_and_counted()
    {
        RootRequired();
        using var filter = Filter.Load(new() { Rodata = { BlockedPort = 4000 } });

        var result = filter.DropPort.TestRun(Udp(port: 4000));

        Assert.Equal(Drop, result.ReturnValue);
        Assert.Equal(1ul, filter.Bss.Dropped);
    }

    [Theory]
    [InlineData(3999)]
    [InlineData(4001)]
    public void Udp_packets_to_other_ports_pass(ushort port)
    {
        RootRequired();
        using var filter = Filter.Load(new() { Rodata = { BlockedPort = 4000 } });

        Assert.Equal(Pass, filter.DropPort.TestRun(Udp(port)).ReturnValue);
    }

    [Fact]
    public void A_packet_that_is_too_short_for_its_headers_passes()
    {
        RootRequired();
        using var filter = Filter.Load();

        Assert.Equal(Pass, filter.DropPort.TestRun(new byte[14]).ReturnValue);
    }

    // The definition of the object can be read without a kernel. Change this test together with the tools that rely on it.
    [Fact]
    public void The_object_has_the_program_and_the_variables_that_other_tools_use()
    {
        Assert.Equal(["drop_port"], Filter.Definition.Programs.Select(program => program.Name));
        Assert.Equal(["blocked_port", "dropped"], Filter.Definition.Variables.Select(variable => variable.Name).Order());
    }

    private static void RootRequired() => Assert.SkipUnless(Environment.IsPrivilegedProcess, "Requires root.");

    /// <summary>An Ethernet frame with an IPv4 header and a UDP header.</summary>
    private static byte[] Udp(ushort port)
    {
        var packet = new byte[64];
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(12), 0x0800);
        packet[14] = 0x45;
        packet[23] = 17;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(36), port);
        return packet;
    }
}
