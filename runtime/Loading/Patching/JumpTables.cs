using System;
using System.Collections.Generic;
using BpfGen.Errors;
using BpfGen.Host;
using BpfGen.Interop;

namespace BpfGen.Loading;

/// <summary>
/// The jump tables of one program, each in a map of its own (<c>BPF_MAP_TYPE_INSN_ARRAY</c>). The verifier updates the targets in the map
/// when it rewrites the program. So each map belongs to only one program. The map is frozen before the program is loaded.
/// </summary>
internal readonly ref struct JumpTables
{
    private readonly ReadOnlySpan<int> _tables;
    private readonly string _subject;
    private readonly BpfToken _token;
    private readonly List<int> _places = [];
    private readonly List<FileDescriptor> _maps = [];

    /// <param name="tables">
    /// The object's tables. Each begins with the number of its targets. The targets are indexes of instructions, counted from the start of
    /// the function.
    /// </param>
    /// <param name="program">The program that uses the tables.</param>
    /// <param name="objectName">The object's name, for messages.</param>
    /// <param name="token">The token of the load.</param>
    public JumpTables(ReadOnlySpan<int> tables, ProgramDefinition program, string objectName, BpfToken token)
    {
        _tables = tables;
        _token = token;
        _subject = tables.IsEmpty ? "" : $"a jump table of {ProgramFactory.Describe(program, objectName)}";
    }

    /// <summary>Returns a table's map. The first call for a table creates the map.</summary>
    /// <param name="place">The index in the array of all tables at which this table begins.</param>
    /// <param name="start">The index, in the program, of the first instruction of the function that uses the table.</param>
    /// <exception cref="BpfException">The kernel rejected the map.</exception>
    public FileDescriptor Open(int place, int start)
    {
        if (_places.IndexOf(place) is var known and >= 0)
        {
            return _maps[known];
        }

        var targets = _tables.Slice(place + 1, _tables[place]);
        var map = Create(targets.Length);
        _places.Add(place);
        _maps.Add(map);
        Fill(map, targets, start);
        return map;
    }

    public void Dispose() => _maps.ForEach(map => map.Dispose());

    private unsafe FileDescriptor Create(int count)
    {
        var attributes = new MapCreateAttributes
        {
            Type = (uint)MapType.InstructionArray,
            KeySize = sizeof(uint),
            ValueSize = (uint)sizeof(InstructionArrayValue),
            MaxEntries = (uint)count,
            Name = KernelObjectName.Of(".jumptables"),
            Flags = _token.Flag,
            TokenFd = _token.Number,
        };
        var fd = Bpf.Call(BpfCommand.MapCreate, ref attributes);
        Check("BPF_MAP_CREATE", fd < 0 ? Errno.Last : 0);
        return new FileDescriptor(fd);
    }

    private unsafe void Fill(FileDescriptor map, ReadOnlySpan<int> targets, int start)
    {
        for (var i = 0; i < targets.Length; i++)
        {
            var value = new InstructionArrayValue { Original = (uint)(start + targets[i]) };
            Check("BPF_MAP_UPDATE_ELEM", Bpf.Element(BpfCommand.MapUpdateElement, map, &i, &value));
        }

        Check("BPF_MAP_FREEZE", Bpf.Element(BpfCommand.MapFreeze, map, null, null));
    }

    private void Check(string command, int errno)
    {
        if (errno != 0)
        {
            throw new BpfException(command, errno, _subject, Hints.ForJumpTable(errno));
        }
    }
}
