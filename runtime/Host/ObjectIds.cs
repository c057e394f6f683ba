using System.Collections.Generic;
using BpfGen.Errors;
using BpfGen.Interop;

namespace BpfGen.Host;

/// <summary>Enumerates the maps, programs, links or BTF of the machine.</summary>
internal static class ObjectIds
{
    /// <summary>
    /// Opens all objects of a kind, in the order of their ids. Objects that disappear during the enumeration are skipped.
    /// </summary>
    /// <param name="next">The command that returns the next id.</param>
    /// <param name="open">The command that returns a descriptor for an id.</param>
    /// <param name="subjects">The kind, for messages: <c>maps</c>.</param>
    /// <param name="subject">One object, for messages: <c>map</c>.</param>
    /// <returns>Descriptors. The caller owns each.</returns>
    /// <exception cref="BpfException">The kernel rejected a command.</exception>
    public static IEnumerable<FileDescriptor> OpenAll(BpfCommand next, BpfCommand open, string subjects, string subject)
    {
        for (var id = 0u; TryNext(next, ref id, subjects);)
        {
            var descriptor = ObjectOpening.ById(open, id);
            if (descriptor is not null)
            {
                yield return descriptor;
            }
            else if (Errno.Last is not Errno.ENOENT and var errno)
            {
                throw Failure(open, errno, $"the {subject} of id {id}");
            }
        }
    }

    /// <summary>Makes the exception for a command that the kernel rejected.</summary>
    public static BpfException Failure(BpfCommand command, int errno, string subject) =>
        new(NameOf(command), errno, subject, Hints.ForCapability(errno, Capability.SysAdmin));

    private static bool TryNext(BpfCommand command, ref uint id, string subjects)
    {
        var attributes = new ObjectIdAttributes { Id = id };
        if (Bpf.Call(command, ref attributes) == 0)
        {
            id = attributes.NextId;
            return true;
        }

        // ENOENT: no object has a higher id.
        return Errno.Last is Errno.ENOENT ? false : throw Failure(command, Errno.Last, $"the {subjects} of the machine");
    }

    private static string NameOf(BpfCommand command) => command switch
    {
        BpfCommand.MapGetNextId => "BPF_MAP_GET_NEXT_ID",
        BpfCommand.MapGetFdById => "BPF_MAP_GET_FD_BY_ID",
        BpfCommand.ProgramGetNextId => "BPF_PROG_GET_NEXT_ID",
        BpfCommand.ProgramGetFdById => "BPF_PROG_GET_FD_BY_ID",
        BpfCommand.LinkGetNextId => "BPF_LINK_GET_NEXT_ID",
        BpfCommand.LinkGetFdById => "BPF_LINK_GET_FD_BY_ID",
        BpfCommand.BtfGetNextId => "BPF_BTF_GET_NEXT_ID",
        _ => "BPF_BTF_GET_FD_BY_ID",
    };
}
