using System;
using System.Collections.Generic;
using BpfGen.Interop;

namespace BpfGen.Loading;

/// <summary>
/// The jump tables of one program, a map each (<c>BPF_MAP_TYPE_INSN_ARRAY</c>). The verifier moves their targets when it rewrites the program, so
/// that a map belongs to one program, and nobody may change it any more when that is loaded.
/// </summary>
internal sealed class JumpTables : IDisposable
{
    private readonly List<FileDescriptor> _maps = [];

    /// <param name="tables">Of each table, how many instructions follow, and which.</param>
    /// <param name="program">The program that jumps.</param>
    /// <param name="objectName">The object's name, for messages.</param>
    /// <exception cref="BpfException">The kernel refused one.</exception>
    public JumpTables(ReadOnlySpan<int> tables, in ProgramDefinition program, string objectName)
    {
        try
        {
            for (var rest = tables; !rest.IsEmpty; rest = rest[(1 + rest[0])..])
            {
                Add(rest.Slice(1, rest[0]), program, objectName);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public FileDescriptor this[int index] => _maps[index];

    public void Dispose() => _maps.ForEach(map => map.Dispose());

    private unsafe void Add(ReadOnlySpan<int> targets, in ProgramDefinition program, string objectName)
    {
        var attributes = new MapCreateAttributes
        {
            Type = (uint)MapType.InstructionArray,
            KeySize = sizeof(uint),
            ValueSize = (uint)sizeof(InstructionArrayValue),
            MaxEntries = (uint)targets.Length,
            Name = ObjectName.Of(".jumptables"),
        };
        var fd = Bpf.Call(BpfCommand.MapCreate, ref attributes);
        Check("BPF_MAP_CREATE", fd < 0 ? Errno.Last : 0, program, objectName);
        var map = new FileDescriptor(fd);
        _maps.Add(map);
        for (var i = 0; i < targets.Length; i++)
        {
            var value = new InstructionArrayValue { Original = (uint)targets[i] };
            Check("BPF_MAP_UPDATE_ELEM", Bpf.Element(BpfCommand.MapUpdateElement, map, &i, &value), program, objectName);
        }

        Check("BPF_MAP_FREEZE", Bpf.Element(BpfCommand.MapFreeze, map, null, null), program, objectName);
    }

    private static void Check(string command, int errno, in ProgramDefinition program, string objectName)
    {
        if (errno != 0)
        {
            throw new BpfException(
                command, errno, $"a jump table of {ProgramFactory.Describe(program, objectName)}", Hints.ForJumpTable(errno));
        }
    }
}
