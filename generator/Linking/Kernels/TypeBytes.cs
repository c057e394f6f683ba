using System;
using BpfGen.Btf;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Linking;

/// <summary>Puts an object's BTF together, in the form in which the kernel loads it.</summary>
internal static class TypeBytes
{
    private const int HeaderSize = BtfHeader.SmallestSize;

    public static byte[] Of(TypeInformation types, bool isLittleEndian)
    {
        var recordsSize = types.Records.Count * sizeof(uint);
        var bytes = new byte[HeaderSize + recordsSize + types.Strings.Count];
        uint[] header = [0, HeaderSize, 0, (uint)recordsSize, (uint)recordsSize, (uint)types.Strings.Count];
        for (var i = 1; i < header.Length; i++)
        {
            Write(i * sizeof(uint), header[i]);
        }

        const byte Low = BtfHeader.Magic & 0xff;
        const byte High = BtfHeader.Magic >> 8;
        (bytes[0], bytes[1]) = isLittleEndian ? (Low, High) : (High, Low);
        bytes[2] = BtfHeader.Version;
        for (var i = 0; i < types.Records.Count; i++)
        {
            Write(HeaderSize + (i * sizeof(uint)), types.Records[i]);
        }

        types.Strings.AsSpan().CopyTo(bytes.AsSpan(HeaderSize + recordsSize));
        return bytes;

        void Write(int place, uint value)
        {
            for (var i = 0; i < sizeof(uint); i++)
            {
                bytes[place + i] = (byte)(value >> (8 * (isLittleEndian ? i : sizeof(uint) - 1 - i)));
            }
        }
    }
}
