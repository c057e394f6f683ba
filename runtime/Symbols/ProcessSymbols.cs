using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using BpfGen.Interop;
using BpfGen.Symbols;

namespace BpfGen;

/// <summary>
/// Finds the names of a process's functions by address. The names come from the symbol tables of the files that the process has loaded
/// (<c>/proc/PID/maps</c>). For functions generated at run time, the names come from the process's perf map file
/// (<c>/tmp/perf-PID.map</c>), which .NET writes with <c>DOTNET_PerfMapEnabled=1</c>.
/// </summary>
/// <remarks>
/// Not thread-safe: use an instance in one thread at a time. A file is read when the first address in it is looked up. New lines of the
/// perf map file are read when an address is not found. Files that the process loads later are not included. The process is not trusted, so
/// its symbols may use at most 256 MiB of memory. After that, functions of further files have no names.
/// </remarks>
public sealed class ProcessSymbols
{
    private readonly int _processId;
    private readonly string _root;
    private readonly string _rootSeenFromHere;
    private readonly List<Mapping> _mappings;
    private readonly PerfMapFile? _generated;
    private readonly Dictionary<string, FileSymbols?> _files = [];

    /// <summary>
    /// The memory in bytes that the symbols of further files may use. The limit is necessary, because the process chooses the files and is
    /// not trusted.
    /// </summary>
    private long _rest = UserBinary.MostBytes;

    private ProcessSymbols(int processId, List<Mapping> mappings)
    {
        _processId = processId;
        _root = ForeignRoot.PathOf(processId);
        _rootSeenFromHere = ProcFile.TryReadLink(_root) ?? "/";
        _mappings = mappings;
        _generated = PerfMapFile.TryFind(processId);
    }

    /// <summary>Reads which files a process has loaded now.</summary>
    /// <param name="processId">The process's id.</param>
    /// <exception cref="BpfException">
    /// The process does not exist (<c>ENOENT</c>), or this process may not inspect it (<c>EACCES</c>, <c>EPERM</c>).
    /// </exception>
    public static ProcessSymbols Open(int processId) => ProcFile.TryReadText(Maps(processId), out var text) is 0
        ? new ProcessSymbols(processId, Mapping.ParseAll(text!))
        : throw new BpfException("open", Errno.Last, Maps(processId), Errno.Last is Errno.ENOENT or Errno.ESRCH
            ? $"Process {processId} does not exist."
            : $"Only root and the user of process {processId} may inspect it.");

    /// <summary>Reads which files a process has loaded now.</summary>
    /// <param name="processId">The process's id.</param>
    /// <returns>The symbols; null if the process does not exist or cannot be inspected.</returns>
    public static ProcessSymbols? TryOpen(int processId) =>
        ProcFile.TryRead(Maps(processId)) is { } text ? new ProcessSymbols(processId, Mapping.ParseAll(text)) : null;

    /// <summary>Finds the function at an address.</summary>
    /// <param name="address">The address.</param>
    /// <returns>The frame. Its function is null if no known function contains the address.</returns>
    public NamedFrame Find(ulong address)
    {
        var frame = FindInFiles(address);
        return frame.Function is null && _generated?.Find(address) is { } found
            ? new NamedFrame(address, found.Name, found.Offset, _generated.Name)
            : frame;
    }

    /// <summary>Finds the function of a frame with a build id. The process must have loaded the frame's file.</summary>
    /// <param name="frame">The frame.</param>
    /// <returns>The frame. Its function is null if the function is unknown.</returns>
    public NamedFrame Find(in BuildIdFrame frame)
    {
        if (frame.Kind != BuildIdFrameKind.File)
        {
            return Find(frame.Address);
        }

        foreach (var mapping in _mappings)
        {
            if (Open(mapping.Path) is { } file && file.BuildId == frame.BuildId)
            {
                return Name(frame.Offset, file, frame.Offset, mapping.Path);
            }
        }

        return new NamedFrame(frame.Offset, null, 0, null);
    }

    private static string Maps(int processId) => $"/proc/{processId.ToString(CultureInfo.InvariantCulture)}/maps";

    private static NamedFrame Name(ulong address, FileSymbols? file, ulong offset, string path) => file?.Find(offset) is { } found
        ? new NamedFrame(address, found.Name, found.Offset, Path.GetFileName(path))
        : new NamedFrame(address, null, 0, Path.GetFileName(path));

    private NamedFrame FindInFiles(ulong address)
    {
        // The kernel lists the mappings in the order of their addresses.
        var (low, high) = (0, _mappings.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _mappings[middle].Start <= address ? (middle + 1, high) : (low, middle);
        }

        if (low == 0 || address >= _mappings[low - 1].End)
        {
            return new NamedFrame(address, null, 0, null);
        }

        var mapping = _mappings[low - 1];
        return Name(address, Open(mapping.Path), address - mapping.Start + mapping.Offset, mapping.Path);
    }

    /// <summary>Opens a file's symbols. Returns null for a file that cannot be read or is not an ELF file.</summary>
    private FileSymbols? Open(string path)
    {
        if (!_files.TryGetValue(path, out var file))
        {
            file = TryRead(path);
            _files.Add(path, file);
        }

        return file;
    }

    private FileSymbols? TryRead(string path)
    {
        // The kernel reports the inspected process's paths as our own process sees them. If the inspected process has changed its root
        // directory in the same mount namespace, its paths begin with the new root, so remove that root.
        var isBelow = _rootSeenFromHere != "/" && path.StartsWith(_rootSeenFromHere + "/", StringComparison.Ordinal);
        var place = isBelow ? path[_rootSeenFromHere.Length..] : path;
        try
        {
            using var root = ForeignRoot.TryOpen(_processId);
            if (root?.TryOpenFile(place) is not { } file)
            {
                return null;
            }

            using var found = FoundBinary.Foreign(_root, place, file);
            var symbols = FileSymbols.Read(found, _rest);
            _rest -= symbols.Size;
            return symbols;
        }
        catch (BpfException)
        {
            return null;
        }
    }
}
