using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Text;

namespace BpfGen.Interop;

/// <summary>Reads small text files of <c>/proc</c> and <c>/sys</c>.</summary>
/// <remarks>This class calls libc directly, because <c>System.IO.File</c> would make up 10% of a small native program.</remarks>
internal static class ProcFile
{
    private const int BlockSize = 4096;
    private const int CurrentDirectory = -100;

    /// <returns>The text, or null if the file does not exist or cannot be read.</returns>
    public static string? TryRead(string path) => TryReadText(path, out var text) == 0 ? text : null;

    /// <summary>Reads a whole text file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="text">The text; null if the file cannot be read.</param>
    /// <returns>0, or the error number.</returns>
    public static int TryReadText(string path, out string? text)
    {
        text = null;
        var errno = TryReadBytes(path, out var bytes);
        if (errno == 0)
        {
            text = Encoding.UTF8.GetString(CollectionsMarshal.AsSpan(bytes));
        }

        return errno;
    }

    /// <summary>Reads a whole file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bytes">The bytes; incomplete if the file cannot be read.</param>
    /// <returns>0, or the error number.</returns>
    public static int TryReadBytes(string path, out List<byte> bytes)
    {
        bytes = [];
        var fd = Libc.Open(path, Libc.OpenCloseOnExec);
        if (fd < 0)
        {
            return Errno.Last;
        }

        using var file = new FileDescriptor(fd);
        return TryRead(file, bytes, int.MaxValue) ? 0 : Errno.Last;
    }

    /// <summary>Reads the target of a symbolic link, such as <c>/proc/PID/root</c>.</summary>
    /// <returns>The target, or null if the link does not exist or cannot be read.</returns>
    public static string? TryReadLink(string path) => TryReadLink(CurrentDirectory, path);

    /// <param name="directory">
    /// The descriptor of the directory in which a relative path starts. If <paramref name="path"/> is empty, the descriptor of the link
    /// itself.
    /// </param>
    /// <param name="path">The link's path.</param>
    public static unsafe string? TryReadLink(int directory, string path)
    {
        var target = stackalloc byte[BlockSize];
        var length = Libc.ReadLinkAt(directory, path, target, BlockSize);
        return length <= 0 ? null : Encoding.UTF8.GetString(target, (int)length);
    }

    /// <summary>Reads an open file from its current position.</summary>
    /// <param name="file">The file.</param>
    /// <param name="to">Receives the bytes.</param>
    /// <param name="limit">The number of bytes after which reading stops. The last block may exceed this limit.</param>
    /// <returns>False if the kernel rejected a read.</returns>
    public static unsafe bool TryRead(FileDescriptor file, List<byte> to, int limit)
    {
        using var lease = file.Use();
        var block = stackalloc byte[BlockSize];
        nint size = 0;
        for (var read = 0L; read < limit && (size = Libc.Read(lease.Number, block, BlockSize)) > 0; read += size)
        {
            to.AddRange(new ReadOnlySpan<byte>(block, (int)size));
        }

        return size >= 0;
    }

    /// <summary>Returns the rest of the first line that starts with a name; empty if there is no such line.</summary>
    public static ReadOnlySpan<char> Field(ReadOnlySpan<char> text, string name)
    {
        while (!text.IsEmpty)
        {
            var end = text.IndexOf('\n');
            var line = end < 0 ? text : text[..end];
            if (line.StartsWith(name))
            {
                return line[name.Length..].Trim();
            }

            text = text[(end < 0 ? text.Length : end + 1)..];
        }

        return [];
    }
}
