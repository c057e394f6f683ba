using System;
using BpfGen.Errors;
using BpfGen.Interop;
using BpfGen.Maps;

namespace BpfGen.Loading;

/// <summary>What a map of global variables holds at first.</summary>
/// <param name="bytes">The variables; what the map has more is zero.</param>
/// <param name="isReadOnly">Nobody may change them any more, and the verifier may rely on them.</param>
internal readonly unsafe ref struct InitialValues(ReadOnlySpan<byte> bytes, bool isReadOnly)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private readonly bool _isReadOnly = isReadOnly;

    /// <summary>Writes them into a map that is new, and so holds nothing but zeros.</summary>
    public void Write(FileDescriptor map, in MapDefinition definition, string objectName)
    {
        if (_bytes.ContainsAnyExcept((byte)0))
        {
            Update(map, _bytes.Length >= definition.ValueSize ? _bytes : Padded((int)definition.ValueSize), definition, objectName);
        }

        if (_isReadOnly)
        {
            Check("BPF_MAP_FREEZE", Bpf.Element(BpfCommand.MapFreeze, map, null, null), definition, objectName);
        }
    }

    private byte[] Padded(int size)
    {
        var value = new byte[size];
        _bytes.CopyTo(value);
        return value;
    }

    private static void Update(FileDescriptor map, ReadOnlySpan<byte> value, in MapDefinition definition, string objectName)
    {
        var index = 0u;
        fixed (byte* start = value)
        {
            Check("BPF_MAP_UPDATE_ELEM", Bpf.Element(BpfCommand.MapUpdateElement, map, &index, start), definition, objectName);
        }
    }

    private static void Check(string command, int errno, in MapDefinition definition, string objectName)
    {
        if (errno != 0)
        {
            throw new BpfException(command, errno, MapFactory.Describe(definition, objectName), Hints.ForCapability(errno, Capability.Bpf));
        }
    }
}
