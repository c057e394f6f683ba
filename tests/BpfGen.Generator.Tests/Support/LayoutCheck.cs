using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using BpfGen.Btf;
using BpfGen.Generator.Btf;
using BpfGen.Generator.Model;
using BpfGen.Generator.Typing;
using Xunit;

namespace BpfGen.Generator.Tests.Support;

/// <summary>
/// Compares compiled C# types with BTF, byte for byte and bit for bit. For the field offsets, the check uses the real layout of .NET, not
/// the offsets in the generated code.
/// </summary>
internal sealed class LayoutCheck
{
    private readonly BtfTypes _types;
    private readonly CompiledTypes _compiled;
    private readonly Dictionary<string, StructType> _byName;

    private LayoutCheck(BtfTypes types, ValueTypes made, CompiledTypes compiled)
    {
        _types = types;
        _compiled = compiled;
        _byName = made.Structs.ToDictionary(type => "Types." + type.Name);
    }

    /// <summary>The number of members that were compared.</summary>
    public int Compared { get; private set; }

    /// <summary>The members without a C# field or property, as <c>STRUCT.MEMBER</c>.</summary>
    public List<string> Omitted { get; } = [];

    /// <summary>Generates C# types for the given BTF types, compiles them, and compares each C# type with its BTF type.</summary>
    public static LayoutCheck Run(BtfTypes types, IEnumerable<BtfType> wanted)
    {
        var builder = new ValueTypeBuilder(types);
        var names = wanted.Select(type => (Type: type, Name: builder.NameOf(type.Id, type.SizeOrType)))
            .Where(pair => pair.Name is not null)
            .ToList();
        var made = builder.Build();
        using var compiled = new CompiledTypes(made);
        var check = new LayoutCheck(types, made, compiled);
        foreach (var (type, name) in names)
        {
            check.Compare(type, name!);
        }

        return check;
    }

    private void Compare(BtfType type, string name)
    {
        var compiled = _compiled[name];
        Assert.Equal((name, (int)type.SizeOrType), (name, CompiledTypes.SizeOf(compiled)));
        if (type.Kind is BtfKind.Struct or BtfKind.Union)
        {
            CompareMembers(type, 0, _byName[name], compiled, 0);
        }
    }

    private void CompareMembers(BtfType type, long start, StructType made, Type compiled, int depth)
    {
        foreach (var member in _types.Members(type))
        {
            var bit = start + member.BitOffset;
            var memberType = _types.Skip(member.Type)!;
            if (member.Name.Length == 0 && memberType.Kind is BtfKind.Struct or BtfKind.Union && depth < 16)
            {
                CompareMembers(memberType, bit, made, compiled, depth + 1);
            }
            else if (made.Omitted.Contains(member.Name))
            {
                Omitted.Add($"{made.Original}.{member.Name}");
            }
            else if (_types.SizeOf(member.Type) > 0)
            {
                Compared++;
                CompareMember(member, memberType, bit, made, compiled);
            }
        }
    }

    private void CompareMember(BtfMember member, BtfType type, long bit, StructType made, Type compiled)
    {
        var name = made.Fields.Where(field => field.Original == member.Name).Select(field => field.Name)
            .Concat(made.BitFields.Where(field => field.Original == member.Name).Select(field => field.Name)).FirstOrDefault();
        Assert.True(name is not null, $"{made.Original}.{member.Name} has neither a field nor a bit field");
        var size = _types.SizeOf(member.Type)!.Value;
        if (compiled.GetField(name) is { } field)
        {
            Assert.Equal((name, bit, size), (name, CompiledTypes.OffsetOf(field) * 8L, CompiledTypes.SizeOf(field.FieldType)));
            return;
        }

        var property = compiled.GetProperty(name);
        Assert.True(property is not null, $"{made.Original}.{member.Name} has neither a C# field nor a C# property");
        var (skipped, count) = BtfTypes.BitField(member, type) ?? (0, (int)size * 8);
        CompareBits(property, (int)bit + skipped, count, BtfTypes.BitField(member, type) is null ? null : type);
    }

    /// <summary>
    /// Checks the C# property for a bit field: writing all ones sets exactly the bits of the field, writing zero clears exactly these bits,
    /// and reading returns the written value.
    /// </summary>
    private static void CompareBits(PropertyInfo property, int bit, int count, BtfType? bitType)
    {
        var size = CompiledTypes.SizeOf(property.DeclaringType!);
        var ones = Value(property.PropertyType, count, isOnes: true, bitType);
        var zero = Value(property.PropertyType, count, isOnes: false, bitType);
        var set = CompiledTypes.From(property.DeclaringType!, new byte[size]);
        property.SetValue(set, ones);
        Assert.Equal(ones, property.GetValue(set));
        Assert.Equal((property.Name, Bits(size, bit, count)), (property.Name, Convert.ToHexString(CompiledTypes.Bytes(set))));

        var clear = CompiledTypes.From(property.DeclaringType!, [.. Enumerable.Repeat((byte)0xff, size)]);
        Assert.Equal(ones, property.GetValue(clear));
        property.SetValue(clear, zero);
        Assert.Equal(zero, property.GetValue(clear));
        Assert.Equal(
            (property.Name, Bits(size, bit, count)),
            (property.Name, Convert.ToHexString([.. CompiledTypes.Bytes(clear).Select(value => (byte)~value)])));
    }

    private static object Value(Type type, int count, bool isOnes, BtfType? bitType)
    {
        if (type == typeof(bool))
        {
            return isOnes;
        }

        if (type.IsGenericType)
        {
            return Activator.CreateInstance(type, isOnes ? ulong.MaxValue : 0ul)!;
        }

        var isSigned = bitType!.Kind == BtfKind.Int
            ? BtfTypes.Encoding(bitType) == BtfIntEncoding.Signed && bitType.Name != "char"
            : bitType.Flag;
        var number = !isOnes ? 0 : isSigned ? -1 : unchecked((long)(count == 64 ? ulong.MaxValue : (1ul << count) - 1));
        var integer = type.IsEnum ? type.GetEnumUnderlyingType() : type;
        var value = unchecked(integer.Name switch
        {
            "SByte" => (sbyte)number,
            "Byte" => (byte)number,
            "Int16" => (short)number,
            "UInt16" => (ushort)number,
            "Int32" => (int)number,
            "UInt32" => (uint)number,
            "Int64" => number,
            _ => (object)(ulong)number,
        });
        return type.IsEnum ? Enum.ToObject(type, value) : value;
    }

    private static string Bits(int size, int bit, int count)
    {
        var bytes = new byte[size];
        for (var i = bit; i < bit + count; i++)
        {
            bytes[i / 8] |= (byte)(1 << (i % 8));
        }

        return Convert.ToHexString(bytes);
    }
}
