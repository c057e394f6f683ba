using System;
using System.Collections.Generic;
using BpfGen.Interop;
using BpfGen.Links;

namespace BpfGen;

/// <summary>
/// A program that is a filter of traffic control (<c>cls_bpf</c> with direct action, below the qdisc <c>clsact</c>). The kernel has no object for it: a
/// process that is killed leaves it behind, and whoever may can replace it.
/// </summary>
/// <remarks>A qdisc that was made for this filter is removed with it, unless it has got other filters since.</remarks>
public sealed class TcFilterLink : DetachableLink
{
    private readonly NetlinkSocket _socket;
    private readonly FilterPlace _place;
    private readonly bool _ownsQdisc;
    private readonly string _subject;
    private uint _programId;

    private TcFilterLink(NetlinkSocket socket, FilterPlace place, bool ownsQdisc, uint programId, string subject)
    {
        _socket = socket;
        _place = place;
        _ownsQdisc = ownsQdisc;
        _programId = programId;
        _subject = subject;
    }

    /// <summary>The order among the filters: lower ones run first.</summary>
    public ushort Priority => _place.Priority;

    /// <summary>The filter's number among those of its priority.</summary>
    public uint Handle => _place.Handle;

    /// <summary>Puts another program in the place of the attached one, at once: no packet passes without one of them.</summary>
    /// <param name="program">The new program.</param>
    /// <exception cref="BpfException">The kernel refuses (<c>RTM_NEWTFILTER</c>).</exception>
    /// <exception cref="ObjectDisposedException">The program is off the hook.</exception>
    public void Update(TcProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        using var attached = StayAttached();
        var id = program.Id;
        using var lease = program.Descriptor.Use();
        TcNetlink.CreateFilter(_socket, _place, lease.Number, program.Name, replaceExisting: true, out _)
            .ThrowIfFailed("RTM_NEWTFILTER", $"{_subject} and program '{program.Name}'");
        _programId = id;
    }

    internal static TcFilterLink Create(TcProgram program, FilterPlace place, bool replaceExisting, string hook)
    {
        var subject = LinkFactory.Describe(program, hook);
        var id = program.Id;
        var socket = RouteSocket.Open(subject);
        var ownsQdisc = false;
        try
        {
            var answer = TcNetlink.CreateQdisc(socket, place.Interface);
            ownsQdisc = answer.Errno == 0;
            if (answer.Errno is not (0 or Errno.EEXIST))
            {
                throw RouteSocket.Failure("RTM_NEWQDISC", answer, subject);
            }

            using var lease = program.Descriptor.Use();
            TcNetlink.CreateFilter(socket, place, lease.Number, program.Name, replaceExisting, out var created).ThrowIfFailed("RTM_NEWTFILTER", subject);
            return new TcFilterLink(socket, created, ownsQdisc, id, subject);
        }
        catch
        {
            if (ownsQdisc)
            {
                DeleteQdiscIfEmpty(socket, place.Interface);
            }

            socket.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    private protected override void Detach()
    {
        using (_socket)
        {
            // Whoever has replaced the filter owns what is there now.
            if (ProgramAt(_place) == _programId)
            {
                _ = TcNetlink.DeleteFilter(_socket, _place);
            }

            if (_ownsQdisc)
            {
                DeleteQdiscIfEmpty(_socket, _place.Interface);
            }
        }
    }

    private uint ProgramAt(FilterPlace place)
    {
        var filters = new List<(FilterPlace Place, uint Program, string Name)>();
        _ = TcNetlink.ListFilters(_socket, place, filters);
        return filters.Find(filter => filter.Place == place).Program;
    }

    private static void DeleteQdiscIfEmpty(NetlinkSocket socket, int index)
    {
        var filters = new List<(FilterPlace Place, uint Program, string Name)>();
        foreach (var parent in (ReadOnlySpan<uint>)[FilterPlace.Ingress, FilterPlace.Egress])
        {
            if (TcNetlink.ListFilters(socket, new FilterPlace(index, parent, 0, 0), filters).Errno != 0)
            {
                return;
            }
        }

        if (filters.Count == 0)
        {
            _ = TcNetlink.DeleteQdisc(socket, index);
        }
    }
}
