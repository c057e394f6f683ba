using System;
using BpfGen.Errors;
using BpfGen.Interop;
using BpfGen.Links;

namespace BpfGen;

/// <summary>
/// A route that was added for an <see cref="LwtProgram"/>. Disposing it removes the route. A process that is killed leaves the route
/// behind.
/// </summary>
public sealed class LwtRouteLink : DetachableLink
{
    private readonly NetlinkSocket _socket;
    private readonly LwtRoute _route;
    private readonly int _interface;
    private readonly ProgramType _type;

    private LwtRouteLink(NetlinkSocket socket, LwtRoute route, int index, ProgramType type)
    {
        _socket = socket;
        _route = route;
        _interface = index;
        _type = type;
    }

    /// <summary>Replaces the route's program atomically.</summary>
    /// <param name="program">The new program, of the same type.</param>
    /// <exception cref="ArgumentException">The program is null or of another type.</exception>
    /// <exception cref="BpfException">The kernel rejected the change (<c>RTM_NEWROUTE</c>).</exception>
    /// <exception cref="InvalidOperationException">The new program was not loaded.</exception>
    /// <exception cref="ObjectDisposedException">The link is disposed.</exception>
    public void Update(LwtProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        if (program.Type != _type)
        {
            throw new ArgumentException($"Program '{program.Name}' is of type {KindNames.Of(program.Type)}, and the route requires type " +
                $"{KindNames.Of(_type)}.");
        }

        using var attached = StayAttached(_route.ToString());
        Add(_socket, program, _route, _interface, replaceExisting: true).ThrowIfFailed(
            "RTM_NEWROUTE", LinkFactory.Describe(program, _route.ToString()));
    }

    internal static LwtRouteLink Create(LwtProgram program, LwtRoute route)
    {
        route.Check();
        var subject = LinkFactory.Describe(program, route.ToString());
        var index = route.Device.Find();
        var socket = RouteSocket.Open(subject);
        try
        {
            Add(socket, program, route, index, replaceExisting: false).ThrowIfFailed("RTM_NEWROUTE", subject);
            return program.Links.Add(new LwtRouteLink(socket, route, index, program.Type));
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    private protected override void Detach()
    {
        using (_socket)
        {
            // Ignore the result: this call fails only if the route is already gone, for instance together with its interface.
            Span<byte> addresses = stackalloc byte[32];
            _ = Message(_route, _interface, addresses).Delete(_socket);
        }
    }

    private static NetlinkAnswer Add(NetlinkSocket socket, LwtProgram program, LwtRoute route, int index, bool replaceExisting)
    {
        using var lease = program.Descriptor.Use();
        Span<byte> addresses = stackalloc byte[32];
        return Message(route, index, addresses).Add(
            socket, program.RouteHook, lease.Number, program.KernelName, route.Headroom, replaceExisting);
    }

    private static RouteMessage Message(LwtRoute route, int index, Span<byte> addresses)
    {
        var size = route.AddressSize;
        route.Destination.BaseAddress.TryWriteBytes(addresses, out _);
        route.Gateway?.TryWriteBytes(addresses[size..], out _);
        return new RouteMessage
        {
            Address = addresses[..size],
            PrefixLength = route.Destination.PrefixLength,
            InterfaceIndex = index,
            Gateway = route.Gateway is null ? default : addresses.Slice(size, size),
            Table = route.Table,
            Metric = route.Metric,
        };
    }
}
