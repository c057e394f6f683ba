using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Text;

namespace BpfGen.Interop;

/// <summary>Reads the small files in which the kernel says what it is.</summary>
/// <remarks>By the system's own calls: <c>System.IO.File</c> would be a tenth of a small native program, and nothing else here needs it.</remarks>
internal static class ProcFile
{
    private const int BlockSize = 4096;

    /// <returns>The text, or null where there is no such file or it may not be read.</returns>
    public static unsafe string? TryRead(string path)
    {
        var fd = Libc.Open(path, Libc.OpenCloseOnExec);
        if (fd < 0)
        {
            return null;
        }

        using var file = new FileDescriptor(fd);
        var text = new List<byte>();
        var block = stackalloc byte[BlockSize];
        nint size;
        while ((size = Libc.Read(fd, block, BlockSize)) > 0)
        {
            text.AddRange(new ReadOnlySpan<byte>(block, (int)size));
        }

        return size < 0 ? null : Encoding.UTF8.GetString(CollectionsMarshal.AsSpan(text));
    }
}
