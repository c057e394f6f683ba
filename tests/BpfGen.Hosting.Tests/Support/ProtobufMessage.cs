using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace BpfGen.Hosting.Tests.Support;

/// <summary>The fields of a message in the wire format of Protocol Buffers, by their numbers.</summary>
internal sealed class ProtobufMessage
{
    private readonly List<(int Number, ulong Value, ReadOnlyMemory<byte> Bytes)> _fields = [];

    public ProtobufMessage(ReadOnlyMemory<byte> message)
    {
        while (!message.IsEmpty)
        {
            var tag = TakeVarint(ref message);
            var (number, type) = ((int)(tag >> 3), (int)(tag & 7));
            switch (type)
            {
                case 0:
                    _fields.Add((number, TakeVarint(ref message), default));
                    break;
                case 1:
                    _fields.Add((number, BinaryPrimitives.ReadUInt64LittleEndian(message.Span), default));
                    message = message[8..];
                    break;
                case 2:
                    var length = (int)TakeVarint(ref message);
                    _fields.Add((number, 0, message[..length]));
                    message = message[length..];
                    break;
                case 5:
                    _fields.Add((number, BinaryPrimitives.ReadUInt32LittleEndian(message.Span), default));
                    message = message[4..];
                    break;
                default:
                    throw new FormatException($"Field {number} has the unknown wire type {type}.");
            }
        }
    }

    public IEnumerable<ProtobufMessage> Messages(int number) => All(number).Select(field => new ProtobufMessage(field.Bytes));

    public ProtobufMessage? Message(int number) => Messages(number).SingleOrDefault();

    public string Text(int number) => string.Concat(All(number).Select(field => Encoding.UTF8.GetString(field.Bytes.Span)));

    public bool Has(int number) => All(number).Any();

    public ulong Number(int number) => All(number).LastOrDefault().Value;

    public double Double(int number) => BitConverter.UInt64BitsToDouble(Number(number));

    /// <summary>The 8-byte numbers of a packed field.</summary>
    public ulong[] Fixed64(int number)
    {
        var bytes = All(number).Single().Bytes;
        return [.. Enumerable.Range(0, bytes.Length / 8).Select(i => BinaryPrimitives.ReadUInt64LittleEndian(bytes.Span[(i * 8)..]))];
    }

    /// <summary>The numbers of a packed field.</summary>
    public List<ulong> Varints(int number)
    {
        var bytes = All(number).Single().Bytes;
        var numbers = new List<ulong>();
        while (!bytes.IsEmpty)
        {
            numbers.Add(TakeVarint(ref bytes));
        }

        return numbers;
    }

    private IEnumerable<(int Number, ulong Value, ReadOnlyMemory<byte> Bytes)> All(int number) =>
        _fields.Where(field => field.Number == number);

    private static ulong TakeVarint(ref ReadOnlyMemory<byte> message)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = message.Span[0];
            message = message[1..];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
