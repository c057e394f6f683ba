using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using BpfGen.Interop;

namespace BpfGen.Symbols;

/// <summary>
/// The functions that a process has generated at run time, and lists for perf in <c>/tmp/perf-PID.map</c>. .NET writes this file if
/// <c>DOTNET_PerfMapEnabled</c> is 1; other runtimes have similar options. If an address is not found, the lines that the process has added
/// since the last read are read.
/// </summary>
internal sealed class PerfMapFile
{
    /// <summary>A limit that no real file reaches. It protects this process's memory, because the file's owner controls its size.</summary>
    private const int MostBytes = 1 << 28;

    private readonly int _processId;
    private readonly string _path;
    private readonly uint _owner;
    private readonly List<Function> _functions = [];
    private long _read;

    private PerfMapFile(int processId, string path, uint owner)
    {
        _processId = processId;
        _path = path;
        _owner = owner;
    }

    /// <summary>The file's name.</summary>
    public string Name => Path.GetFileName(_path);

    /// <summary>Finds the path of a process's file.</summary>
    /// <returns>The file, which may not exist; null if the process does not exist.</returns>
    public static PerfMapFile? TryFind(int processId)
    {
        var status = ProcFile.TryRead($"/proc/{processId.ToString(CultureInfo.InvariantCulture)}/status") ?? "";

        // The file's name contains the process id in the process's own PID namespace, which is the last id in NSpid. The file's owner is
        // the process's effective user, which is the second id in Uid.
        return Numbers(status, "NSpid:") is [.., var number]
            && Numbers(status, "Uid:") is [_, var user, ..]
            && uint.TryParse(user, CultureInfo.InvariantCulture, out var owner)
            ? new PerfMapFile(processId, $"/tmp/perf-{number}.map", owner)
            : null;
    }

    /// <summary>Finds the function at an address.</summary>
    public (string Name, ulong Offset)? Find(ulong address) => Search(address) ?? (ReadOn() ? Search(address) : null);

    private static string[] Numbers(string status, string name) =>
        ProcFile.Field(status, name).ToString().Split('\t', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private (string Name, ulong Offset)? Search(ulong address)
    {
        var index = _functions.BinarySearch(new Function(address, 0, int.MaxValue, ""));

        // The nearest function before the address may be a removed function inside the range of another function. So try a few functions
        // before the address.
        for (var i = ~index - 1; i >= 0 && i > ~index - 9; i--)
        {
            if (address - _functions[i].Start < _functions[i].Size)
            {
                return (_functions[i].Name, address - _functions[i].Start);
            }
        }

        return null;
    }

    /// <returns>Whether the file had new lines.</returns>
    private bool ReadOn()
    {
        var text = CollectionsMarshal.AsSpan(ReadRest());
        text = text[..(text.LastIndexOf((byte)'\n') + 1)];
        if (text.IsEmpty)
        {
            return false;
        }

        _read += text.Length;
        foreach (var line in text.Split((byte)'\n'))
        {
            Add(Encoding.UTF8.GetString(text[line]));
        }

        _functions.Sort();
        return true;
    }

    /// <summary>
    /// Reads the rest of the file. Any user can create this file, so it is read only if the process's user or root owns it, and only if
    /// it is a regular file.
    /// </summary>
    private List<byte> ReadRest()
    {
        var text = new List<byte>();
        using var root = ForeignRoot.TryOpen(_processId);
        using var file = root?.TryOpenFile(_path);
        if (file is null
            || FileStatus.TryRead(file) is not { } status
            || (status.Owner != 0 && status.Owner != _owner)
            || Libc.Seek(file.Number, _read, Libc.SeekStart) < 0)
        {
            return text;
        }

        _ = ProcFile.TryRead(file, text, (int)(MostBytes - _read));
        return text;
    }

    /// <summary>
    /// Parses a line such as <c>7f1c2a3b4c50 1a4 void [app] Program::Main()</c>: the start and the size in bytes, in hexadecimal
    /// digits, and the name.
    /// </summary>
    private void Add(string line)
    {
        if (line.Split(' ', 3) is [var start, var size, { Length: > 0 } name]
            && TryHex(start, out var address)
            && TryHex(size, out var length))
        {
            _functions.Add(new Function(address, length, _functions.Count, name));
        }
    }

    private static bool TryHex(string text, out ulong number) =>
        Mapping.TryHex(text.StartsWith("0x", StringComparison.Ordinal) ? text.AsSpan(2) : text, out number);

    /// <param name="Start">The first address.</param>
    /// <param name="Size">The size in bytes.</param>
    /// <param name="Order">The position in the file. Of two functions with one address, the later one is valid.</param>
    /// <param name="Name">The function's name.</param>
    private readonly record struct Function(ulong Start, ulong Size, int Order, string Name) : IComparable<Function>
    {
        public int CompareTo(Function other) => Start != other.Start ? Start.CompareTo(other.Start) : Order.CompareTo(other.Order);
    }
}
