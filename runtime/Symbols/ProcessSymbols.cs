using System.Collections.Generic;
using System.Globalization;
using System.IO;
using BpfGen.Interop;
using BpfGen.Symbols;

namespace BpfGen;

/// <summary>
/// Names functions of a process by addresses: what files it has loaded (<c>/proc/PID/maps</c>), and what functions their symbol tables name. Code that was
/// made at run time has names where the process lists them for perf (<c>/tmp/perf-PID.map</c>): .NET does where <c>DOTNET_PerfMapEnabled=1</c> is in its environment.
/// </summary>
/// <remarks>One thread at a time uses it. Files are read when the first address in one is asked for, and what is added to the list when an address is not known.</remarks>
public sealed class ProcessSymbols
{
    private readonly string _root;
    private readonly List<Mapping> _mappings;
    private readonly PerfMapFile? _generated;
    private readonly Dictionary<string, FileSymbols?> _files = [];

    private ProcessSymbols(int processId, List<Mapping> mappings)
    {
        _root = $"/proc/{processId.ToString(CultureInfo.InvariantCulture)}/root";
        _mappings = mappings;
        _generated = PerfMapFile.TryFind(processId);
    }

    /// <summary>Reads which files a process has loaded, at this time.</summary>
    /// <param name="processId">The process.</param>
    /// <exception cref="BpfException">There is no such process (<c>ESRCH</c>), or it may not be looked at.</exception>
    public static ProcessSymbols Open(int processId) => TryOpen(processId)
        ?? throw new BpfException("open", Errno.ESRCH, Maps(processId), $"There is no process {processId}, or it may not be looked at.");

    /// <summary>Reads which files a process has loaded, at this time.</summary>
    /// <param name="processId">The process.</param>
    /// <returns>The names; null where there is no such process any more, or it may not be looked at.</returns>
    public static ProcessSymbols? TryOpen(int processId) =>
        ProcFile.TryRead(Maps(processId)) is { } text ? new ProcessSymbols(processId, Mapping.ParseAll(text)) : null;

    /// <summary>The function that an address is in.</summary>
    /// <param name="address">The address.</param>
    /// <returns>The frame; without a function where none is known there.</returns>
    public StackFrame Find(ulong address)
    {
        var frame = FindInFiles(address);
        return frame.Function is null && _generated?.Find(address) is { } found ? new StackFrame(address, found.Name, found.Offset, _generated.Name) : frame;
    }

    /// <summary>The function that a frame of a stack with build ids is in; its file has to be one that this process has loaded.</summary>
    /// <param name="frame">The frame.</param>
    /// <returns>The frame; without a function where none is known there.</returns>
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

    /// <summary>A file that cannot be read, or is no ELF file, names nothing.</summary>
    private FileSymbols? Open(string path)
    {
        if (!_files.TryGetValue(path, out var file))
        {
            try
            {
                file = FileSymbols.Read(_root + path);
            }
            catch (BpfException)
            {
                file = null;
            }

            _files.Add(path, file);
        }

        return file;
    }
}
