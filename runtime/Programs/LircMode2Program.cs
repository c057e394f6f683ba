using System;
using System.Runtime.InteropServices;
using BpfGen.Interop;
using BpfGen.Links;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// A program that decodes infrared signals (<c>SEC("lirc_mode2")</c>, <c>BPF_PROG_TYPE_LIRC_MODE2</c>). Since Linux 4.18.
/// </summary>
public sealed class LircMode2Program : BpfProgram, IProgramHandle<LircMode2Program>
{
    private LircMode2Program(LoadedProgram program)
        : base(program)
    {
    }

    /// <summary>Attaches the program to an infrared receiver.</summary>
    /// <param name="devicePath">The path of the receiver's device, such as <c>/dev/lirc0</c>.</param>
    /// <returns>The link. The program stays attached until you dispose the link, the program or its object.</returns>
    /// <exception cref="ArgumentException">The path is null or empty.</exception>
    /// <exception cref="InvalidOperationException">The program was not loaded.</exception>
    /// <exception cref="BpfException">
    /// The device cannot be opened, or the kernel rejected the attachment (<c>BPF_PROG_ATTACH</c>): <c>EINVAL</c> if the device is not
    /// an infrared receiver.
    /// </exception>
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
    /// <param name="device">A file descriptor of the receiver's device.</param>
    /// <returns>The link. The program stays attached until you dispose the link, the program or its object.</returns>
    /// <exception cref="ArgumentNullException">The file descriptor is null.</exception>
    /// <exception cref="InvalidOperationException">The program was not loaded.</exception>
    /// <exception cref="BpfException">
    /// The kernel rejected the attachment (<c>BPF_PROG_ATTACH</c>): <c>EINVAL</c> if the device is not an infrared receiver.
    /// </exception>
    public ProgramAttachLink Attach(SafeHandle device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return ProgramAttachLink.Create(this, device, AttachType.LircMode2, "a file descriptor");
    }

    static LircMode2Program IProgramHandle<LircMode2Program>.Create(LoadedProgram program) => new(program);

    static bool IProgramHandle<LircMode2Program>.Takes(ProgramType type) => type == ProgramType.LircMode2;
}
