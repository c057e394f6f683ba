using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;

namespace BpfGen.Testing.Kernels;

/// <summary>
/// Writes an archive in the format of cpio that the kernel unpacks as its first file system (<c>newc</c>). Parent folders are written
/// before their contents. All files belong to root.
/// </summary>
/// <param name="output">The stream for the archive, which stays open.</param>
internal sealed class CpioWriter(Stream output) : IDisposable
{
    private const uint Folder = 0x4000;
    private const uint RegularFile = 0x8000;
    private const uint SymbolicLink = 0xa000;

    private readonly HashSet<string> _names = [];
    private uint _nextNode = 1;
    private long _position;

    /// <summary>Writes a folder, unless the archive already contains it.</summary>
    public void AddFolder(string path)
    {
        if (Begin(path) is { } name)
        {
            Header(name, Folder | 0x1ed, links: 2, size: 0);
        }
    }

    /// <summary>Writes a file, unless the archive already contains it.</summary>
    /// <param name="path">The path in the archive.</param>
    /// <param name="content">The contents.</param>
    /// <param name="executable">Whether the file is a program.</param>
    public void AddFile(string path, ReadOnlySpan<byte> content, bool executable = false)
    {
        if (Begin(path) is { } name)
        {
            Header(name, RegularFile | (executable ? 0x1edu : 0x1a4u), links: 1, content.Length);
            Write(content);
            Pad();
        }
    }

    /// <summary>Writes a copy of a file of this machine, unless the archive already contains it.</summary>
    public void AddCopy(string path, string source, bool executable = false) => AddFile(path, File.ReadAllBytes(source), executable);

    /// <summary>Writes a symbolic link, unless the archive already contains it.</summary>
    public void AddLink(string path, string target)
    {
        if (Begin(path) is { } name)
        {
            var bytes = Encoding.UTF8.GetBytes(target);
            Header(name, SymbolicLink | 0x1ff, links: 1, bytes.Length);
            Write(bytes);
            Pad();
        }
    }

    /// <summary>Writes the end of the archive.</summary>
    public void Dispose()
    {
        _nextNode = 0;
        Header("TRAILER!!!", mode: 0, links: 1, size: 0);
        output.Flush();
    }

    /// <summary>Writes the parent folders of a path.</summary>
    /// <returns>The name in the archive; null if the archive already contains it.</returns>
    private string? Begin(string path)
    {
        var name = path.Trim('/');
        if (name.Length == 0 || !_names.Add(name))
        {
            return null;
        }

        if (Path.GetDirectoryName(name) is { Length: > 0 } parent)
        {
            AddFolder(parent);
        }

        return name;
    }

    private void Header(string name, uint mode, uint links, long size)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        var text = new StringBuilder("070701");
        foreach (var field in (ReadOnlySpan<uint>)
            [_nextNode++, mode, 0, 0, links, 0, checked((uint)size), 0, 0, 0, 0, (uint)bytes.Length + 1, 0])
        {
            text.Append(CultureInfo.InvariantCulture, $"{field:x8}");
        }

        Write(Encoding.ASCII.GetBytes(text.ToString()));
        Write(bytes);
        Write([0]);
        Pad();
    }

    private void Pad() => Write(new byte[(int)(-_position & 3)]);

    private void Write(ReadOnlySpan<byte> bytes)
    {
        output.Write(bytes);
        _position += bytes.Length;
    }
}
