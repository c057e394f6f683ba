using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using BpfGen.Interop;

namespace BpfGen.Symbols;

/// <summary>
/// The functions that a process has generated at run time (JIT), and lists in its perf map file: <c>/tmp/perf-PID.map</c>. .NET writes this
/// file if <c>DOTNET_PerfMapEnabled</c> is 1; other runtimes have similar options. If no known function contains an address, this class
/// reads the lines that the process has added to the file since the last read.
/// </summary>
internal sealed class PerfMapFile
{
    /// <summary>
    /// The maximum number of bytes to read, and of functions to keep. These limits protect the memory of this process, because the
    /// inspected process can write a file of any size. A large .NET program has several hundred thousand functions.
    /// </summary>
    private const long MostBytes = 1 << 26;
    private const int MostFunctions = 1 << 20;

    /// <summary>The length limit of a line in bytes. The rest of a longer line is ignored.</summary>
    private const int LongestLine = 1 << 14;
    private const int BlockSize = 1 << 20;

    private readonly int _processId;
    private readonly string _path;
    private readonly uint _owner;
    private readonly List<Function> _functions = [];

    /// <summary>The names of the functions, one after another.</summary>
    private readonly List<byte> _names = [];

    /// <summary>The part of a line that was read last. The process has not written the rest of the line yet.</summary>
    private readonly List<byte> _line = [];
    private bool _isLineTooLong;
    private long _read;

    private PerfMapFile(int processId, string path, uint owner)
    {
        _processId = processId;
        _path = path;
        _owner = owner;
    }

    /// <summary>The file's name.</summary>
    public string Name => Path.GetFileName(_path);

    /// <summary>Finds the path of a process's perf map file.</summary>
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
        var index = _functions.BinarySearch(new Function(address, 0, int.MaxValue, 0, 0));

        // The nearest function before the address may be a removed function inside the range of another function. So try a few functions
        // before the address.
        for (var i = ~index - 1; i >= 0 && i > ~index - 9; i--)
        {
            var function = _functions[i];
            if (address - function.Start < function.Size)
            {
                var name = CollectionsMarshal.AsSpan(_names).Slice(function.Name, function.Length);
                return (Encoding.UTF8.GetString(name), address - function.Start);
            }
        }

        return null;
    }

    /// <summary>
    /// Reads the part of the file that was not read yet. Any user can create such a file in <c>/tmp</c>. So this method reads the file only
    /// if it is a regular file that belongs to root or to the process's user.
    /// </summary>
    /// <returns>Whether the file had new functions.</returns>
    private bool ReadOn()
    {
        var known = _functions.Count;
        using var root = ForeignRoot.TryOpen(_processId);
        using var file = root?.TryOpenFile(_path);
        if (file is null
            || FileStatus.TryRead(file) is not { } status
            || (status.Owner != 0 && status.Owner != _owner)
            || Libc.Seek(file.Number, _read, Libc.SeekStart) < 0)
        {
            return false;
        }

        while (_read < MostBytes && _functions.Count < MostFunctions)
        {
            var before = _line.Count;
            _ = ProcFile.TryRead(file, _line, BlockSize);
            if (_line.Count == before)
            {
                break;
            }

            _read += _line.Count - before;
            AddLines();
        }

        if (_functions.Count == known)
        {
            return false;
        }

        _functions.Sort();
        return true;
    }

    /// <summary>Parses the complete lines of the text that was read, and removes these lines from the text.</summary>
    private void AddLines()
    {
        var text = CollectionsMarshal.AsSpan(_line);
        var done = 0;
        while (text[done..].IndexOf((byte)'\n') is >= 0 and var length)
        {
            if (!_isLineTooLong && _functions.Count < MostFunctions)
            {
                Add(text.Slice(done, Math.Min(length, LongestLine)));
            }

            _isLineTooLong = false;
            done += length + 1;
        }

        if (text.Length - done > LongestLine)
        {
            _isLineTooLong = true;
            done = text.Length;
        }

        _line.RemoveRange(0, done);
    }

    /// <summary>
    /// Adds the function in a line such as <c>7f1c2a3b4c50 1a4 void [app] Program::Main()</c>: the start address and the size in bytes,
    /// both hexadecimal, and the name.
    /// </summary>
    private void Add(ReadOnlySpan<byte> line)
    {
        var first = line.IndexOf((byte)' ');
        var second = first < 0 ? -1 : line[(first + 1)..].IndexOf((byte)' ');
        if (second < 0)
        {
            return;
        }

        var name = line[(first + second + 2)..];
        if (!name.IsEmpty && TryHex(line[..first], out var address) && TryHex(line.Slice(first + 1, second), out var length))
        {
            _functions.Add(new Function(address, length, _functions.Count, _names.Count, name.Length));
            _names.AddRange(name);
        }
    }

    private static bool TryHex(ReadOnlySpan<byte> text, out ulong number)
    {
        number = 0;
        text = text.StartsWith("0x"u8) ? text[2..] : text;
        if (text.Length is 0 or > 16)
        {
            return false;
        }

        foreach (var letter in text)
        {
            var digit = letter is >= (byte)'0' and <= (byte)'9' ? letter - '0'
                : (letter | 0x20) is >= 'a' and <= 'f' and var lower ? lower - 'a' + 10
                : -1;
            if (digit < 0)
            {
                return false;
            }

            number = (number << 4) | (uint)digit;
        }

        return true;
    }

    /// <param name="Start">The first address.</param>
    /// <param name="Size">The size in bytes.</param>
    /// <param name="Order">The position in the file. If two functions have the same address, the later function is valid.</param>
    /// <param name="Name">The offset of the name in the list of names.</param>
    /// <param name="Length">The length of the name in bytes.</param>
    private readonly record struct Function(ulong Start, ulong Size, int Order, int Name, int Length) : IComparable<Function>
    {
        public int CompareTo(Function other) => Start != other.Start ? Start.CompareTo(other.Start) : Order.CompareTo(other.Order);
    }
}
