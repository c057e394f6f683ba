using System;
using System.IO;
using BpfGen.Interop;
using BpfGen.Symbols;

namespace BpfGen.Btf;

/// <summary>Opens BTF files, and ELF files that contain BTF.</summary>
internal static unsafe class BtfFile
{
    private const string Section = ".BTF";
    private const int HeadSize = 4;

    /// <exception cref="BpfException">The file cannot be read, or it is not BTF of this machine's byte order.</exception>
    public static BtfImage Open(string path)
    {
        var subject = $"kernel BTF '{path}'";
        try
        {
            return IsElf(path, subject) ? BtfImage.Of(UserBinary.ReadSection(path, Section, subject))
                : BtfImage.TryOpen(path) ?? throw new BpfException("open", Errno.Last, subject, "The file cannot be read.");
        }
        catch (InvalidDataException exception)
        {
            throw new BpfException(
                "FromFile", subject, $"The file is not BTF of this machine's byte order: {exception.Message}.");
        }
    }

    private static bool IsElf(string path, string subject)
    {
        var fd = Libc.Open(path, Libc.OpenReadOnly | Libc.OpenCloseOnExec | Libc.OpenNonBlocking);
        if (fd < 0)
        {
            throw new BpfException("open", Errno.Last, subject, "The file cannot be read.");
        }

        using var file = new FileDescriptor(fd);
        var head = stackalloc byte[HeadSize];
        var count = Libc.Read(fd, head, HeadSize);
        if (count < 0)
        {
            throw new BpfException("read", Errno.Last, subject, "The file cannot be read.");
        }

        // Reject pipes and devices, which have no size: reading them to the end could wait, or never end.
        return Libc.Seek(fd, 0, Libc.SeekEnd) > 0 ? UserBinary.IsElf(new ReadOnlySpan<byte>(head, (int)count))
            : throw new BpfException("FromFile", subject, "The file is empty, or not a regular file.");
    }
}
