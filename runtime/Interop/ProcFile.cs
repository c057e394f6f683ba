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
    public static string? TryRead(string path)
    {
        var fd = Libc.Open(path, Libc.OpenCloseOnExec);
        if (fd < 0)
        {
            return null;
        }

        using var file = new FileDescriptor(fd);
        var text = new List<byte>();
        return TryRead(file, text, int.MaxValue) ? Encoding.UTF8.GetString(CollectionsMarshal.AsSpan(text)) : null;
    }

    /// <summary>Reads an open file from where it stands.</summary>
    /// <param name="file">The file.</param>
    /// <param name="to">Where its bytes are added.</param>
    /// <param name="most">After so many bytes, or few more, no more are read.</param>
    /// <returns>False where the kernel refuses.</returns>
    public static unsafe bool TryRead(FileDescriptor file, List<byte> to, int most)
    {
        using var lease = file.Use();
        var block = stackalloc byte[BlockSize];
        nint size = 0;
        for (var read = 0L; read < most && (size = Libc.Read(lease.Number, block, BlockSize)) > 0; read += size)
        {
            to.AddRange(new ReadOnlySpan<byte>(block, (int)size));
        }

        return size >= 0;
    }

    /// <summary>What stands behind a name at the beginning of a line; empty where there is no such line.</summary>
    public static ReadOnlySpan<char> Field(ReadOnlySpan<char> text, string name)
    {
        foreach (var line in text.EnumerateLines())
        {
            if (line.StartsWith(name, StringComparison.Ordinal))
            {
                return line[name.Length..].Trim();
            }
        }

        return [];
    }
}
