using System;
using System.Runtime.InteropServices;
using BpfGen.Interop;
using BpfGen.Links;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>A program that decodes infrared signals (<c>BPF_PROG_TYPE_LIRC_MODE2</c>).</summary>
public sealed class LircMode2Program : BpfProgram, IProgramHandle<LircMode2Program>
{
    private LircMode2Program(LoadedProgram program)
        : base(program)
    {
    }

    /// <summary>Attaches the program to an infrared receiver.</summary>
    /// <param name="devicePath">The device: <c>/dev/lirc0</c>.</param>
    /// <returns>The link; disposing it takes the program off the receiver.</returns>
    /// <exception cref="BpfException">The kernel refuses (<c>BPF_PROG_ATTACH</c>): <c>EINVAL</c> where the path is no infrared receiver.</exception>
    public ProgramAttachLink Attach(string devicePath)
    {
        ArgumentException.ThrowIfNullOrEmpty(devicePath);
        var fd = Libc.Open(devicePath, Libc.OpenCloseOnExec);
        if (fd < 0)
        {
            throw LinkFactory.Failure("open", Errno.Last, LinkFactory.Describe(this, devicePath));
        }

        using var device = new FileDescriptor(fd);
        return ProgramAttachLink.Create(this, device, AttachType.LircMode2, devicePath);
    }

    /// <summary>Attaches the program to an infrared receiver.</summary>
    /// <param name="device">The device's file descriptor.</param>
    /// <returns>The link; disposing it takes the program off the receiver.</returns>
    /// <exception cref="BpfException">The kernel refuses (<c>BPF_PROG_ATTACH</c>): <c>EINVAL</c> where it is no infrared receiver.</exception>
    public ProgramAttachLink Attach(SafeHandle device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return ProgramAttachLink.Create(this, device, AttachType.LircMode2, "a file descriptor");
    }

    static LircMode2Program IProgramHandle<LircMode2Program>.Create(LoadedProgram program) => new(program);

    static bool IProgramHandle<LircMode2Program>.Takes(ProgramType type) => type == ProgramType.LircMode2;
}
