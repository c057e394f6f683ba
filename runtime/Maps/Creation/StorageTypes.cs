using System;
using System.Runtime.InteropServices;
using BpfGen.Btf;
using BpfGen.Host;
using BpfGen.Loading;

namespace BpfGen.Maps;

/// <summary>
/// The BTF of local storages that no object defines. The kernel requires BTF for the keys and values of local storages. The key must be an
/// <c>int</c>. The value can be any type of the right size, so it is an array of bytes.
/// </summary>
internal static class StorageTypes
{
    private const uint KindInteger = 1;
    private const uint KindArray = 3;
    private const uint SignedInteger = 1 << 24;
    private const uint KeyType = 1;
    private const uint ByteType = 2;
    private const uint ValueType = 3;
    private const int TypeWords = 4 + 4 + 6;

    /// <summary>If the map is a local storage, loads the BTF, and sets the key type and the value type in the definition.</summary>
    public static LoadedBtf Load(ref MapDefinition definition, BpfToken token)
    {
        if (definition.Type is not (MapType.SkStorage or MapType.InodeStorage or MapType.TaskStorage or MapType.CgrpStorage))
        {
            return new LoadedBtf(null, token);
        }

        definition = definition with { KeyType = KeyType, ValueType = ValueType };
        return BtfLoader.Load(Write(definition.ValueSize), token);
    }

    private static byte[] Write(uint valueSize)
    {
        // The string section of the BTF: an empty string, "int" and "u8". The kernel requires names for integers.
        ReadOnlySpan<byte> names = "\0int\0u8\0"u8;
        const int IntName = 1;
        const int ByteName = 5;
        ReadOnlySpan<uint> words =
        [
            BtfHeader.Beginning, BtfHeader.SmallestSize, 0, TypeWords * sizeof(uint), TypeWords * sizeof(uint), (uint)names.Length,
            IntName, KindInteger << 24, 4, SignedInteger | 32,
            ByteName, KindInteger << 24, 1, 8,
            0, KindArray << 24, 0, ByteType, KeyType, valueSize,
        ];
        return [.. MemoryMarshal.AsBytes(words), .. names];
    }
}
