using System;
using System.Collections.Generic;
using BpfGen.Interop;
using BpfGen.Links;

namespace BpfGen;

/// <summary>
/// A program that is attached as a traffic control filter (<c>cls_bpf</c> in direct-action mode, in the qdisc <c>clsact</c>). The
/// kernel has no link object for it: a process that is killed leaves the filter behind, and other processes can replace it.
/// </summary>
/// <remarks>If attaching created the qdisc, disposing the link removes the qdisc again, unless it has other filters by then.</remarks>
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

    /// <summary>The order among the filters: lower numbers run first.</summary>
    public ushort Priority => _place.Priority;

    /// <summary>The filter's handle, which is unique within its priority.</summary>
    public uint Handle => _place.Handle;

    /// <summary>Replaces the attached program. The change is atomic: every packet meets either the old or the new program.</summary>
    /// <param name="program">The new program.</param>
    /// <exception cref="ArgumentNullException">The program is null.</exception>
    /// <exception cref="BpfException">The kernel rejected the change (<c>RTM_NEWTFILTER</c>).</exception>
    /// <exception cref="InvalidOperationException">The new program was not loaded.</exception>
    /// <exception cref="ObjectDisposedException">The link is disposed.</exception>
    public void Update(TcProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        using var attached = StayAttached(_subject);
        var id = program.Id;
        using var lease = program.Descriptor.Use();
        TcNetlink.CreateFilter(_socket, _place, lease.Number, program.KernelName, replaceExisting: true, out _)
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
            TcNetlink.CreateFilter(socket, place, lease.Number, program.KernelName, replaceExisting, out var created)
                .ThrowIfFailed("RTM_NEWTFILTER", subject);
            return program.Links.Add(new TcFilterLink(socket, created, ownsQdisc, id, subject));
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
            // Delete the filter only if it still has this program. If another program has replaced it, the filter belongs to the process
            // that attached the other program.
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
