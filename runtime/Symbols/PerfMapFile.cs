using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using BpfGen.Interop;

namespace BpfGen.Symbols;

/// <summary>
/// The functions that a process has made at run time, as it lists them for perf in <c>/tmp/perf-PID.map</c>: .NET does where <c>DOTNET_PerfMapEnabled</c> is 1, and
/// so do other runtimes that are asked to. What is added to the file is read when an address is not found.
/// </summary>
internal sealed class PerfMapFile
{
    /// <summary>More than any process lists: whoever writes the file does not say how much of this one's memory it takes.</summary>
    private const int MostBytes = 1 << 28;

    private readonly string _path;
    private readonly uint _owner;
    private readonly List<Function> _functions = [];
    private long _read;

    private PerfMapFile(string path, uint owner)
    {
        _path = path;
        _owner = owner;
    }

    /// <summary>The file's name.</summary>
    public string Name => Path.GetFileName(_path);

    /// <summary>Finds out where a process would have the file.</summary>
    /// <returns>The file, whether it is there or not; null where there is no such process any more.</returns>
    public static PerfMapFile? TryFind(int processId)
    {
        var process = $"/proc/{processId.ToString(CultureInfo.InvariantCulture)}";
        var status = ProcFile.TryRead($"{process}/status") ?? "";

        // In a container it has another number as well, which is the last; of its users the second is the one that counts.
        return Numbers(status, "NSpid:") is [.., var number] && Numbers(status, "Uid:") is [_, var user, ..] && uint.TryParse(user, CultureInfo.InvariantCulture, out var owner)
            ? new PerfMapFile($"{process}/root/tmp/perf-{number}.map", owner)
            : null;
    }

    /// <summary>The function that an address is in.</summary>
    public (string Name, ulong Offset)? Find(ulong address) => Search(address) ?? (ReadOn() ? Search(address) : null);

    private static string[] Numbers(string status, string name) =>
        ProcFile.Field(status, name).ToString().Split('\t', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private (string Name, ulong Offset)? Search(ulong address)
    {
        var index = _functions.BinarySearch(new Function(address, 0, int.MaxValue, ""));

        // What was made earlier may reach further, or be no more: one near by is the one.
        for (var i = ~index - 1; i >= 0 && i > ~index - 9; i--)
        {
            if (address - _functions[i].Start < _functions[i].Size)
            {
                return (_functions[i].Name, address - _functions[i].Start);
            }
        }

        return null;
    }

    /// <returns>There was something more in the file.</returns>
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

    /// <summary>Anybody may have put anything there: only what the process or the superuser has written is read, and nothing that would have to be waited for.</summary>
    private List<byte> ReadRest()
    {
        var text = new List<byte>();
        var fd = Libc.Open(_path, Libc.OpenReadOnly | Libc.OpenCloseOnExec | Libc.OpenNonBlocking);
        if (fd < 0)
        {
            return text;
        }

        using var file = new FileDescriptor(fd);
        if (FileStatus.TryRead(file) is not { IsRegular: true } status || (status.Owner != 0 && status.Owner != _owner) || Libc.Seek(fd, _read, Libc.SeekStart) < 0)
        {
            return text;
        }

        _ = ProcFile.TryRead(file, text, (int)(MostBytes - _read));
        return text;
    }

    /// <summary>Lines such as <c>7f1c2a3b4c50 1a4 void [app] Program::Main()</c>: where it begins and how many bytes it has, in hexadecimal digits, and its name.</summary>
    private void Add(string line)
    {
        if (line.Split(' ', 3) is [var start, var size, { Length: > 0 } name] && TryHex(start, out var address) && TryHex(size, out var length))
        {
            _functions.Add(new Function(address, length, _functions.Count, name));
        }
    }

    private static bool TryHex(string text, out ulong number) =>
        Mapping.TryHex(text.StartsWith("0x", StringComparison.Ordinal) ? text.AsSpan(2) : text, out number);

    /// <param name="Start">Its first address.</param>
    /// <param name="Size">How many bytes it has.</param>
    /// <param name="Order">The how manieth of the file it is: of two at the same address the later one is there.</param>
    /// <param name="Name">Its name.</param>
    private readonly record struct Function(ulong Start, ulong Size, int Order, string Name) : IComparable<Function>
    {
        public int CompareTo(Function other) => Start != other.Start ? Start.CompareTo(other.Start) : Order.CompareTo(other.Order);
    }
}
