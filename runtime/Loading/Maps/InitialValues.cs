using System;
using BpfGen.Errors;
using BpfGen.Interop;
using BpfGen.Maps;

namespace BpfGen.Loading;

/// <summary>The initial contents of a map of global variables.</summary>
/// <param name="bytes">The variables. The rest of the map's value is zero.</param>
/// <param name="isReadOnly">Whether to freeze the map, so that the verifier can rely on its values.</param>
internal readonly unsafe ref struct InitialValues(ReadOnlySpan<byte> bytes, bool isReadOnly)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private readonly bool _isReadOnly = isReadOnly;

    /// <summary>Writes the values into a new map, which contains only zeros.</summary>
    public void Write(FileDescriptor map, MapDefinition definition, string objectName)
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

    private static void Update(FileDescriptor map, ReadOnlySpan<byte> value, MapDefinition definition, string objectName)
    {
        var index = 0u;
        fixed (byte* start = value)
        {
            Check("BPF_MAP_UPDATE_ELEM", Bpf.Element(BpfCommand.MapUpdateElement, map, &index, start), definition, objectName);
        }
    }

    private static void Check(string command, int errno, MapDefinition definition, string objectName)
    {
        if (errno != 0)
        {
            throw new BpfException(command, errno, MapFactory.Describe(definition, objectName), Hints.ForCapability(errno, Capability.Bpf));
        }
    }
}
