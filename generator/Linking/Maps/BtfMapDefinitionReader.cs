using System.Linq;
using BpfGen.Btf;
using BpfGen.Generator.Btf;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Elf;
using BpfGen.Generator.Model;
using BpfGen.KernelFacts;

namespace BpfGen.Generator.Linking;

/// <summary>
/// Reads a map definition in <c>.maps</c>: a struct whose members are the map's attributes. An attribute that is a number is encoded as the
/// length of an array that the member points to (<c>__uint</c>), or as the only value of an enumeration (<c>__ulong</c>). An attribute that
/// is a type is encoded as the type that the member points to (<c>__type</c>).
/// </summary>
internal sealed class BtfMapDefinitionReader
{
    private const string Values = "values";
    private const int StepsPerMember = 8;

    private readonly BtfTypes _types;
    private readonly string _name;
    private readonly string _section;
    private readonly ProblemList _problems;
    private uint? _keySize;
    private uint? _valueSize;
    private bool _isValid = true;
    private MapModel _map;
    private MapModel? _template;

    private BtfMapDefinitionReader(BtfTypes types, string name, string section, ProblemList problems)
    {
        _types = types;
        _name = name;
        _section = section;
        _problems = problems;
        _map = new MapModel(name, MapType.Unspecified, 0, 0, 0, 0);
    }

    /// <summary>Reads the definition of a map.</summary>
    /// <param name="types">The object's BTF.</param>
    /// <param name="section">The <c>.maps</c> section.</param>
    /// <param name="symbol">The map's symbol in the section.</param>
    /// <param name="type">The BTF type ID of the map's variable.</param>
    /// <param name="problems">Receives the problems.</param>
    /// <returns>The definition, or null if it is invalid.</returns>
    public static ParsedMap? Read(BtfTypes types, ElfSection section, ElfSymbol symbol, uint type, ProblemList problems)
    {
        var definition = new BtfMapDefinitionReader(types, symbol.Name, section.Name, problems);
        return definition.ReadStruct(type, isInner: false) is { } map
            ? new ParsedMap(map, section, symbol.Value) { Template = definition._template }
            : null;
    }

    private MapModel? ReadStruct(uint type, bool isInner)
    {
        if (_types.Skip(type) is not { Kind: BtfKind.Struct } definition)
        {
            Report("its type is not a struct");
            return null;
        }

        var last = _types.Members(definition).LastOrDefault().Name;
        foreach (var member in _types.Members(definition))
        {
            ReadMember(member, isInner);
            if (member.Name == Values && last != Values)
            {
                Report("'values' must be its last member");
            }
        }

        if (_map.Type == MapType.Unspecified && _isValid)
        {
            Report("it has no 'type'");
        }

        return _isValid
            ? WithoutRefusedTypes(ImpliedSizes.OfTyped(_map with { KeySize = _keySize ?? 0, ValueSize = _valueSize ?? 0 }))
            : null;
    }

    /// <summary>
    /// Removes the BTF types of keys and values from a map whose map type does not accept BTF. <see cref="MapModel.NamedKeyType"/> and
    /// <see cref="MapModel.RecordType"/> keep the types for the generated code.
    /// </summary>
    private static MapModel WithoutRefusedTypes(MapModel map) => MapTypeTable.AcceptsBtf(map.Type)
        ? map
        : map with
        {
            KeyType = 0,
            ValueType = 0,
            NamedKeyType = map.Type is MapType.HashOfMaps or MapType.SockHash ? map.KeyType : 0,
            RecordType = map.Type is MapType.Queue or MapType.Stack ? map.ValueType : map.RecordType,
        };

    private void ReadMember(BtfMember member, bool isInner)
    {
        // Count this effort for each member of each map: every member copies the definition, and many maps can have the same type.
        _types.Effort.Spend(StepsPerMember);
        switch (member.Name)
        {
            case "type":
                _map = _map with { Type = (MapType)Number32(member) };
                break;
            case "max_entries":
                _map = _map with { MaxEntries = Number32(member) };
                break;
            case "map_flags":
                _map = _map with { Flags = Number32(member) };
                break;
            case "numa_node":
                _map = _map with { NumaNode = Number32(member) };
                break;
            case "map_extra":
                _map = _map with { Extra = Number(member) ?? 0 };
                break;
            case "key_size":
                _keySize = CheckAgreement("key", _keySize, Number32(member));
                break;
            case "value_size":
                _valueSize = CheckAgreement("value", _valueSize, Number32(member));
                break;
            case "key":
                _keySize = CheckAgreement("key", _keySize, TypeSize(member));
                _map = _map with { KeyType = PointedToType(member) };
                break;
            case "value":
                _valueSize = CheckAgreement("value", _valueSize, TypeSize(member));
                _map = _map with { ValueType = PointedToType(member) };
                break;
            case "pinning" when !isInner:
                ReadPinning(Number32(member));
                break;
            case Values when !isInner:
                ReadValues(member);
                break;
            case "pinning" or Values:
                Report($"an inner map cannot have '{member.Name}'");
                break;
            default:
                Report($"its member {Printable.Name(member.Name)} is unknown");
                break;
        }
    }

    private void ReadPinning(uint pinning)
    {
        // libbpf defines only the values 0 and 1. Keep any other value, because a project can define its meaning and read it at load time.
        _map = _map with { Pinning = pinning, PinPath = PinPaths.OfLibbpf(_name, pinning, _problems) };
    }

    /// <summary>Checks the declared entries of a map of maps or of a program array.</summary>
    private void ReadValues(BtfMember member)
    {
        _valueSize = CheckAgreement("value", _valueSize, sizeof(uint));
        if (_map.Type is not (MapType.ArrayOfMaps or MapType.HashOfMaps or MapType.ProgramArray))
        {
            Report("only maps of maps and program arrays can have 'values', and 'type' must come first");
            return;
        }

        if (_types[member.Type] is not { Kind: BtfKind.Array } array || BtfTypes.Array(array).Count != 0
            || _types.Skip(BtfTypes.Array(array).Element) is not { Kind: BtfKind.Pointer } pointer)
        {
            Report("'values' must be an array of pointers without a length");
            return;
        }

        if (_map.Type == MapType.ProgramArray)
        {
            if (_types.Skip(pointer.SizeOrType) is not { Kind: BtfKind.FunctionPrototype })
            {
                Report("the 'values' of a program array must be pointers to functions");
            }

            return;
        }

        _template = new BtfMapDefinitionReader(_types, _name + ".inner", _section, _problems).ReadStruct(pointer.SizeOrType, isInner: true);
        _isValid &= _template is not null;
    }

    private uint? CheckAgreement(string what, uint? earlier, uint? size)
    {
        if (earlier is not (null or 0) && size is not null && earlier != size)
        {
            Report($"it gives two different sizes for its {what}s, {earlier} and {size}");
        }

        return size ?? earlier;
    }

    private uint? TypeSize(BtfMember member)
    {
        if (_types[member.Type] is { Kind: BtfKind.Pointer } pointer && _types.SizeOf(pointer.SizeOrType) is { } size and <= uint.MaxValue)
        {
            return (uint)size;
        }

        Report($"the size of its '{member.Name}' is unknown");
        return null;
    }

    private uint PointedToType(BtfMember member) => _types[member.Type] is { Kind: BtfKind.Pointer } pointer ? pointer.SizeOrType : 0;

    private uint Number32(BtfMember member)
    {
        var number = Number(member) ?? 0;
        if (number > uint.MaxValue)
        {
            Report($"its '{member.Name}' is {number}, which does not fit into 32 bits");
        }

        return (uint)number;
    }

    private ulong? Number(BtfMember member)
    {
        var type = _types.Skip(member.Type);
        if (type is { Kind: BtfKind.Pointer } && _types[type.SizeOrType] is { Kind: BtfKind.Array } array)
        {
            return BtfTypes.Array(array).Count;
        }

        if (type is { Kind: BtfKind.Enum or BtfKind.Enum64, Count: 1 })
        {
            foreach (var value in _types.Values(type))
            {
                return value.Value;
            }
        }

        Report($"its '{member.Name}' is not a number");
        return null;
    }

    private void Report(string reason)
    {
        _isValid = false;
        _problems.Add(Rules.BadMapDefinition, $"map {Printable.Name(_name)}", Printable.Name(_section), reason);
    }
}
