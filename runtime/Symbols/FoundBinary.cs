using System;
using BpfGen.Interop;

namespace BpfGen.Symbols;

/// <summary>
/// The file of an executable or library. A file below another process's root directory stays open until this object is disposed.
/// </summary>
internal sealed class FoundBinary : IDisposable
{
    private readonly FileDescriptor? _file;

    private FoundBinary(string path, FileDescriptor? file)
    {
        Path = path;
        _file = file;
    }

    /// <summary>
    /// The path for messages. For a file in another process's root directory: the path that begins with <c>/proc/PID/root</c>.
    /// </summary>
    public string Path { get; }

    /// <summary>
    /// The path for system calls. For a file in another process's root directory, this is the path of the open file descriptor, because the
    /// kernel would resolve absolute symbolic links in the file's own path from this process's root. It is valid until this object is
    /// disposed.
    /// </summary>
    public string KernelPath => _file is null ? Path : ForeignRoot.PathOf(_file);

    /// <summary>Creates the object for a path in this process's own root directory.</summary>
    public static FoundBinary Own(string path) => new(path, file: null);

    /// <param name="root">The path of the other root directory.</param>
    /// <param name="path">The path in that root directory.</param>
    /// <param name="file">The open file, which the object takes over.</param>
    public static FoundBinary Foreign(string root, string path, FileDescriptor file) => new(root + path, file);

    public void Dispose() => _file?.Dispose();
}
