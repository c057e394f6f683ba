using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests.Net;

/// <summary>Cgroup programs at the hooks for the addresses of IPv6 and Unix sockets.</summary>
[Collection(KernelTests.Name)]
public sealed class CgroupAddressTests
{
    /// <summary>For each hook: its program, an action that makes the program run, and the counter of its runs.</summary>
    private static readonly Dictionary<
        string, (Func<CgroupAddresses, CgroupProgram> Program, Action Trigger, Func<CgroupAddresses, ulong> Count)> Hooks =
        new()
        {
            ["cgroup/bind6"] = (probe => probe.OnBind, Bind, probe => probe.Bss.Value.Calls.Bind6),
            ["cgroup/post_bind6"] = (probe => probe.OnPostBind, Bind, probe => probe.Bss.Value.Calls.PostBind6),
            ["cgroup/sendmsg6"] = (
                probe => probe.OnSend, () => Exchange(AddressFamily.InterNetworkV6), probe => probe.Bss.Value.Calls.Sendmsg6),
            ["cgroup/recvmsg6"] = (
                probe => probe.OnReceive, () => Exchange(AddressFamily.InterNetworkV6), probe => probe.Bss.Value.Calls.Recvmsg6),
            ["cgroup/getpeername6"] = (
                probe => probe.OnPeerName, () => AskForNames(AddressFamily.InterNetworkV6), probe => probe.Bss.Value.Calls.Getpeername6),
            ["cgroup/getsockname6"] = (
                probe => probe.OnOwnName, () => AskForNames(AddressFamily.InterNetworkV6), probe => probe.Bss.Value.Calls.Getsockname6),
            ["cgroup/sendmsg_unix"] = (
                probe => probe.OnSendUnix, () => Exchange(AddressFamily.Unix), probe => probe.Bss.Value.Calls.SendmsgUnix),
            ["cgroup/recvmsg_unix"] = (
                probe => probe.OnReceiveUnix, () => Exchange(AddressFamily.Unix), probe => probe.Bss.Value.Calls.RecvmsgUnix),
            ["cgroup/getpeername_unix"] = (
                probe => probe.OnPeerNameUnix, () => AskForNames(AddressFamily.Unix), probe => probe.Bss.Value.Calls.GetpeernameUnix),
            ["cgroup/getsockname_unix"] = (
                probe => probe.OnOwnNameUnix, () => AskForNames(AddressFamily.Unix), probe => probe.Bss.Value.Calls.GetsocknameUnix),
        };

    public static TheoryData<string> HookNames => [.. Hooks.Keys];

    [Theory]
    [MemberData(nameof(HookNames))]
    public void A_cgroup_program_for_addresses_runs_until_its_link_is_disposed(string hook)
    {
        using var cgroup = new OwnCgroup();
        using var probe = CgroupAddresses.Load();
        var (program, trigger, count) = Hooks[hook];
        Assert.Equal(hook, program(probe).Section);

        using (program(probe).Attach(cgroup.Path))
        {
            trigger();
            Assert.Equal(1ul, count(probe));
        }

        trigger();
        Assert.Equal(1ul, count(probe));
    }

    [Fact]
    public void These_tests_cover_every_program_of_the_probe_object()
    {
        Kernel.NetworkRequired();
        using var probe = CgroupAddresses.Load();
        var programs = typeof(CgroupAddresses).GetProperties().Select(property => property.GetValue(probe)).OfType<CgroupProgram>();

        Assert.Equal(programs.Select(program => program.Section).Order(StringComparer.Ordinal), Hooks.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Cgroup_programs_can_reject_bind_and_sendmsg_calls()
    {
        using var cgroup = new OwnCgroup();
        using var probe = CgroupAddresses.Load();
        using var address = new Address(AddressFamily.InterNetworkV6);
        using var unixAddress = new Address(AddressFamily.Unix);
        probe.Bss.Value.Refuse = 1;

        foreach (var (program, action) in new (CgroupProgram, Action)[]
        {
            (probe.OnBind, Bind),
            (probe.OnPostBind, Bind),
            (probe.OnSend, () => address.Socket.SendTo("x"u8, address.Socket.LocalEndPoint!)),
            (probe.OnSendUnix, () => unixAddress.Socket.SendTo("x"u8, unixAddress.Socket.LocalEndPoint!)),
        })
        {
            using (program.Attach(cgroup.Path))
            {
                Assert.Throws<SocketException>(action);
            }

            action();
        }
    }

    private static void Bind() => new Address(AddressFamily.InterNetworkV6).Dispose();

    private static void Exchange(AddressFamily family)
    {
        using var receiver = new Address(family);
        using var sender = new Address(family);
        sender.Socket.SendTo("x"u8, receiver.Socket.LocalEndPoint!);
        EndPoint from = family == AddressFamily.Unix ? new UnixDomainSocketEndPoint("/") : new IPEndPoint(IPAddress.IPv6Any, 0);
        Assert.Equal(1, receiver.Socket.ReceiveFrom(new byte[8], ref from));
        Assert.Equal(sender.Socket.LocalEndPoint, from);
    }

    private static void AskForNames(AddressFamily family)
    {
        using var near = new Address(family);
        using var far = new Address(family);
        var name = far.Socket.LocalEndPoint!;
        near.Socket.Connect(name);
        Assert.Equal(name, near.Socket.RemoteEndPoint);
    }

    /// <summary>A datagram socket that is bound to a new address.</summary>
    private sealed class Address : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bpfgen-address");

        public Address(AddressFamily family)
        {
            Socket = new Socket(family, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 5000 };
            try
            {
                Socket.Bind(family == AddressFamily.Unix
                    ? new UnixDomainSocketEndPoint(_folder.FullName + "/socket")
                    : new IPEndPoint(IPAddress.IPv6Loopback, 0));
            }
            catch
            {
                Dispose();
                throw;
            }
        }

        public Socket Socket { get; }

        public void Dispose()
        {
            Socket.Dispose();
            _folder.Delete(recursive: true);
        }
    }
}
