using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using BpfGen.Interop;
using BpfGen.Links;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// Functions that the kernel calls in place of its own, such as a TCP congestion control (<c>BPF_MAP_TYPE_STRUCT_OPS</c>): a struct of the kernel's whose
/// members are programs.
/// </summary>
/// <remarks>
/// One in <c>.struct_ops</c> stays registered until its link is disposed, even when the process is killed; one in <c>.struct_ops.link</c> (Linux 6.4)
/// goes with the process.
/// </remarks>
public sealed class StructOpsMap : BpfMap, IAutoAttach
{
    private const uint FlagLink = 1 << 13;
    private readonly byte[] _value;
    private List<(FileDescriptor Program, int Offset)> _programs = [];

    internal StructOpsMap(LoadedMap map, byte[] value)
        : base(map) => _value = value;

    /// <summary>Whether it was created: then the kernel knows what to do with it.</summary>
    public bool HasHook => IsCreated;

    internal FileDescriptor MapDescriptor => Descriptor;

    /// <summary>Registers the functions with the kernel.</summary>
    /// <returns>
    /// The link, disposing of which takes them back: a <see cref="StructOpsLink"/> for one in <c>.struct_ops.link</c>. What uses the functions, such as an open
    /// socket, does so until it is done.
    /// </returns>
    /// <exception cref="BpfException">The kernel refuses: <c>EEXIST</c> where the name it registers is taken.</exception>
    public BpfLink Attach()
    {
        var errno = Register();
        if ((Flags & FlagLink) == 0)
        {
            return errno == 0 ? new StructOpsRegistration(Duplicate(), Name) : throw Failure("BPF_MAP_UPDATE_ELEM", errno, Hint(errno));
        }

        // It holds its functions since it was attached before.
        if (errno is not (0 or Errno.EBUSY))
        {
            throw Failure("BPF_MAP_UPDATE_ELEM", errno, Hint(errno));
        }

        return CreateLink();
    }

    /// <summary>Writes its functions into the map, without attaching it.</summary>
    /// <returns>0, or the error number.</returns>
    internal unsafe int Register()
    {
        var value = (byte[])_value.Clone();
        var held = 0;
        try
        {
            foreach (var (program, offset) in _programs)
            {
                var isHeld = false;
                program.DangerousAddRef(ref isHeld);
                held++;
                MemoryMarshal.Write(value.AsSpan(offset), (ulong)program.DangerousGetHandle());
            }

            var key = 0u;
            fixed (byte* start = value)
            {
                return Bpf.Element(BpfCommand.MapUpdateElement, Descriptor, &key, start);
            }
        }
        finally
        {
            for (var i = 0; i < held; i++)
            {
                _programs[i].Program.DangerousRelease();
            }
        }
    }

    internal void SetPrograms(List<(FileDescriptor Program, int Offset)> programs) => _programs = programs;

    private static string? Hint(int errno) => errno switch
    {
        Errno.EEXIST => "Something of this name is registered already; a .struct_ops stays registered when its process is killed ('bpftool struct_ops unregister').",
        Errno.EINVAL => "The kernel wants members that are not set, or does not want one that is.",
        _ => null,
    };

    private StructOpsLink CreateLink()
    {
        using var map = Descriptor.Use();
        var attributes = new LinkCreateAttributes { ProgramFd = map.Number, AttachType = (uint)AttachType.StructOps };
        var fd = Bpf.Call(BpfCommand.LinkCreate, ref attributes);
        if (fd < 0)
        {
            var errno = Errno.Last;
            throw Failure("BPF_LINK_CREATE", errno, Hint(errno));
        }

        return new StructOpsLink(new FileDescriptor(fd), $"the functions of map '{Name}'");
    }

    private FileDescriptor Duplicate() => FileDescriptor.TryDuplicate(Descriptor) ?? throw Failure("fcntl(F_DUPFD_CLOEXEC)", Errno.Last);
}
