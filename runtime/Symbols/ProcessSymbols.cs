using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using BpfGen.Interop;
using BpfGen.Symbols;

namespace BpfGen;

/// <summary>
/// Finds the names of a process's functions by address, in the symbol tables of the files that it has loaded (<c>/proc/PID/maps</c>).
/// Code that was generated at run time has names if the process lists it for perf (<c>/tmp/perf-PID.map</c>), as .NET does with
/// <c>DOTNET_PerfMapEnabled=1</c>.
/// </summary>
/// <remarks>
/// Not thread-safe: use an instance in one thread at a time. A file is read when the first address in it is looked up. New lines of the
/// perf list are read when an address is not found. Files that the process loads later are not included.
/// </remarks>
public sealed class ProcessSymbols
{
    private readonly int _processId;
    private readonly string _root;
    private readonly string _rootSeenFromHere;
    private readonly List<Mapping> _mappings;
    private readonly PerfMapFile? _generated;
    private readonly Dictionary<string, FileSymbols?> _files = [];

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
    /// <returns>The frame. Its function is null if none is known at the address.</returns>
    public StackFrame Find(ulong address)
    {
        var frame = FindInFiles(address);
        return frame.Function is null && _generated?.Find(address) is { } found
            ? new StackFrame(address, found.Name, found.Offset, _generated.Name)
            : frame;
    }

    /// <summary>Finds the function of a frame with a build id. The process must have loaded the frame's file.</summary>
    /// <param name="frame">The frame.</param>
    /// <returns>The frame with its function; the function is null if none is known.</returns>
    public StackFrame Find(in BuildIdFrame frame)
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

        return new StackFrame(frame.Offset, null, 0, null);
    }

    private static string Maps(int processId) => $"/proc/{processId.ToString(CultureInfo.InvariantCulture)}/maps";

    private static StackFrame Name(ulong address, FileSymbols? file, ulong offset, string path) => file?.Find(offset) is { } found
        ? new StackFrame(address, found.Name, found.Offset, Path.GetFileName(path))
        : new StackFrame(address, null, 0, Path.GetFileName(path));

    private StackFrame FindInFiles(ulong address)
    {
        var index = _mappings.FindIndex(mapping => address >= mapping.Start && address < mapping.End);
        if (index < 0)
        {
            return new StackFrame(address, null, 0, null);
        }

        var mapping = _mappings[index];
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
            return FileSymbols.Read(found);
        }
        catch (BpfException)
        {
            return null;
        }
    }
}
