using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using BpfGen.Errors;
using BpfGen.Interop;
using BpfGen.Links;
using BpfGen.Loading;
using BpfGen.Programs;

namespace BpfGen;

/// <summary>
/// A kernel struct whose function pointers are programs (<c>BPF_MAP_TYPE_STRUCT_OPS</c>), such as a TCP congestion control. The kernel
/// calls the programs instead of its own functions.
/// </summary>
/// <remarks>
/// A struct in section <c>.struct_ops</c> stays registered until its link is disposed, even if the process is killed. A struct in section
/// <c>.struct_ops.link</c> (Linux 6.4) is unregistered when the process ends.
/// </remarks>
public sealed class StructOpsMap : BpfMap, IAutoAttach
{
    private const uint FlagLink = 1 << 13;
    private readonly AttachedLinks _links;
    private readonly byte[] _value;
    private List<(FileDescriptor Program, int Offset)> _programs = [];

    internal StructOpsMap(LoadedMap map, byte[] value, LoadedObject loaded)
        : base(map)
    {
        _value = value;
        _links = new AttachedLinks(this, "map", Name);
        Object = loaded;
    }

    /// <summary>Whether the map was created. If so, it can be attached.</summary>
    public bool HasHook => IsCreated;

    internal FileDescriptor MapDescriptor => Descriptor;

    /// <summary>
    /// The loaded object to which the map belongs. While the map is attached, this reference keeps the object's other maps open.
    /// </summary>
    internal LoadedObject Object { get; }

    /// <summary>Registers the struct with the kernel.</summary>
    /// <returns>
    /// The link. For a struct in <c>.struct_ops.link</c> it is a <see cref="StructOpsLink"/>. The struct stays registered until you dispose
    /// the link, this map or its object. Kernel objects that already use the functions, such as open sockets, keep using them until they
    /// are freed.
    /// </returns>
    /// <exception cref="BpfException">
    /// The kernel rejected the command: <c>EEXIST</c> if the name that the struct registers is already in use.
    /// </exception>
    public BpfLink Attach()
    {
        if ((Flags & FlagLink) == 0)
        {
            return RegisterWithoutLink();
        }

        // EBUSY means that an earlier Attach already wrote the functions into the map, so it is not an error here.
        if (Register() is not (0 or Errno.EBUSY) and var errno)
        {
            throw Failure("BPF_MAP_UPDATE_ELEM", errno, Hint(errno));
        }

        return CreateLink();
    }

    /// <summary>
    /// Writes the programs into the map. The kernel registers a struct of section <c>.struct_ops</c> at this point; other structs still
    /// need a link.
    /// </summary>
    /// <returns>0 or the error number.</returns>
    internal unsafe int Register()
    {
        var value = (byte[])_value.Clone();
        var held = 0;
        try
        {
            foreach (var (program, offset) in _programs)
            {
                var isHeld = false;
                FileDescriptor.Hold(program, ref isHeld);
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

    /// <summary>Disposes the links that this handle has created, and closes the handle.</summary>
    /// <param name="disposing">True if called from <see cref="BpfMap.Dispose()"/>; false if called from a finalizer.</param>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _links.Dispose();
        }

        base.Dispose(disposing);
    }

    private static string? Hint(int errno) => errno switch
    {
        Errno.EEXIST => "A struct with this name is already registered. A struct in .struct_ops stays registered when its process is "
            + "killed: see 'bpftool struct_ops unregister'.",
        Errno.EOPNOTSUPP or Errno.ENOTSUPP => ForeignArchitecture.Replacements(),
        Errno.EINVAL => "A member that the kernel requires is not set, or a member that the kernel does not support is set.",
        _ => null,
    };

    private StructOpsRegistration RegisterWithoutLink()
    {
        // Duplicate the descriptor first: without it, nothing could end the registration.
        var copy = Duplicate();
        if (Register() is not 0 and var errno)
        {
            copy.Dispose();
            throw Failure("BPF_MAP_UPDATE_ELEM", errno, Hint(errno));
        }

        return _links.Add(new StructOpsRegistration(copy, Name));
    }

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

        return _links.Add(new StructOpsLink(new FileDescriptor(fd), $"the functions of map '{Name}'"));
    }

    private FileDescriptor Duplicate() => FileDescriptor.TryDuplicate(Descriptor) ?? throw Failure("fcntl(F_DUPFD_CLOEXEC)", Errno.Last);
}
