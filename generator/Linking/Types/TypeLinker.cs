using System.Collections.Generic;
using System.Linq;
using BpfGen.Btf;
using BpfGen.Generator.Btf;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Model;
using BpfGen.Generator.Typing;

namespace BpfGen.Generator.Linking;

/// <summary>
/// Generates the C# types of an object: the types of map keys, map values, records and variables, and the types that the project requests.
/// </summary>
internal sealed class TypeLinker
{
    private readonly BtfTypes _types;
    private readonly ValueTypeBuilder _builder;
    private readonly TypeRequests _requests;
    private readonly Dictionary<string, string> _missing = [];
    private readonly List<ExpectedStruct> _expectedStructs = [];
    private readonly IReadOnlyList<BtfType> _exported;

    private TypeLinker(BtfTypes types, TypeRequests requests, IReadOnlyList<BtfType> exported)
    {
        _types = types;
        _exported = exported;
        _builder = new ValueTypeBuilder(types);
        _requests = requests;
    }

    /// <param name="model">The object.</param>
    /// <param name="types">The object's BTF types, or null if it has no BTF.</param>
    /// <param name="requests">The types that the project requests.</param>
    /// <param name="exported">The types that the object exports: see <see cref="ExportedTypes"/>.</param>
    public static ObjectModel Link(ObjectModel model, BtfTypes? types, TypeRequests requests, IReadOnlyList<BtfType> exported)
    {
        if (types is null)
        {
            const string Reason = "the object has no BTF. Compile it with -g";
            var wanted = requests.Types.Concat(requests.Records.Select(record => record.Type))
                .Concat(requests.Structs.Select(user => user.Type))
                .Distinct();
            return model with { MissingTypes = wanted.Select(type => new MissingType(type, Reason)).ToEquatableArray() };
        }

        var linker = new TypeLinker(types, requests, exported);
        var differences = requests.Structs.SelectMany(linker.Use).ToEquatableArray();
        model = linker.WithOnlyRecord(model);
        var maps = model.Maps.Select(map => map.Data is { } data ? linker.Variables(map, data) : linker.Entries(map)).ToEquatableArray();
        foreach (var type in requests.Types)
        {
            linker.Find(type);
        }

        foreach (var type in exported)
        {
            linker._builder.NameOf(type.Id, type.SizeOrType);
        }

        return model with
        {
            Maps = maps,
            HasTypes = true,
            ValueTypes = linker._builder.Build() with { Constants = ConstantBuilder.Build(types) },
            StructDifferences = differences,
            ExpectedStructs = linker._expectedStructs.ToEquatableArray(),
            MissingTypes = linker._missing.Select(missing => new MissingType(missing.Key, missing.Value)).ToEquatableArray(),
        };
    }

    /// <summary>
    /// Uses the user's struct instead of a generated struct if it has the same layout as the object's struct. If the layouts differ,
    /// returns the differences, which become errors.
    /// </summary>
    private List<StructDifference> Use(UserStruct user)
    {
        if (TypeFinder.Find(_types, user.Type) is not { } found
            || _types.Skip(found.Id) is not { Kind: BtfKind.Struct or BtfKind.Union } type)
        {
            _missing[user.Type] = $"the object has no struct of this name.{TypeFinder.Suggestion(_types, user.Type)}";
            return [];
        }

        var differences = UserStructCheck.Run(_types, type, user).ToList();
        if (differences.Count == 0)
        {
            _builder.Use(type, user.Name);
        }
        else if (ExpectedStructBuilder.Build(_types, type, user) is { } expected)
        {
            _expectedStructs.Add(expected);
        }

        return differences;
    }

    private MapModel Variables(MapModel map, SectionData data)
    {
        if (map.StructOps is not null)
        {
            return map with { ValueName = _builder.NameOf(map.RecordType, map.ValueSize) };
        }

        // For an arena, the type of the variables is in RecordType and not in ValueType, because the kernel accepts no BTF types for an
        // arena.
        var isArena = map.Type == MapType.Arena;
        var (variables, size) = isArena ? (map.RecordType, _types[map.RecordType]?.SizeOrType ?? 0) : (map.ValueType, map.ValueSize);
        var section = map.IsMappable && _types[variables] is { Kind: BtfKind.DataSection } type
            ? _builder.AddSection(type, (int)size, data.IsReadOnly, isArena)
            : null;
        return map with { ValueName = section?.Struct, Variables = section is null ? null : "Types." + section.Name };
    }

    private MapModel Entries(MapModel map)
    {
        var records = _requests.Records.Where(record => record.Map == map.Name).ToList();
        var found = records.Select(record => Find(record.Type)).ToList();
        return map with
        {
            KeyName = map.KeyType != 0 ? _builder.NameOf(map.KeyType, map.KeySize)
                : map.NamedKeyType != 0 ? _builder.NameOf(map.NamedKeyType, map.KeySize)
                : null,
            ValueName = records.Count > 1 ? null
                : records.Count == 1 && map.IsBuffer ? found[0]
                : map.IsBuffer ? Record(map)
                : map.RecordType != 0 ? _builder.NameOf(map.RecordType, map.ValueSize)
                : map.ValueType != 0 ? _builder.NameOf(map.ValueType, map.ValueSize)
                : null,
        };
    }

    /// <summary>
    /// The C# type of the records, from the map's definition. An integer type in a perf event array is not a record type: it describes the
    /// file descriptors that the array stores.
    /// </summary>
    private string? Record(MapModel map) =>
        HasRecordType(map) ? _builder.NameOf(map.RecordType, _types.SizeOf(map.RecordType) ?? 0) : null;

    private bool HasRecordType(MapModel map) => map.RecordType != 0
        && (map.Type != MapType.PerfEventArray || _types.Skip(map.RecordType) is { Kind: BtfKind.Struct or BtfKind.Union });

    /// <summary>
    /// If the object has exactly one buffer without a record type, and exports exactly one struct, that struct is the buffer's record type.
    /// But if the struct is already the record type of another buffer, the record type of this buffer stays unknown.
    /// </summary>
    private ObjectModel WithOnlyRecord(ObjectModel model)
    {
        var structs = _exported.Where(type => type.Kind == BtfKind.Struct).ToList();
        var buffers = model.Maps
            .Where(map => map.HasRecords && !HasRecordType(map) && !_requests.Records.Any(record => record.Map == map.Name))
            .ToList();
        return structs.Count != 1 || buffers.Count != 1 || IsRecord(model, structs[0]) ? model
            : model with
            {
                Maps = model.Maps
                    .Select(map => ReferenceEquals(map, buffers[0]) ? map with { RecordType = structs[0].Id } : map)
                    .ToEquatableArray(),
            };
    }

    private bool IsRecord(ObjectModel model, BtfType type) =>
        model.Maps.Any(map => map.HasRecords && HasRecordType(map) && _types.Skip(map.RecordType)?.Id == type.Id)
        || _requests.Records.Any(record => TypeFinder.Find(_types, record.Type) is { } found && _types.Skip(found.Id)?.Id == type.Id);

    private string? Find(string wanted)
    {
        if (TypeFinder.Find(_types, wanted) is not { } type)
        {
            _missing[wanted] = $"the object has no type of this name.{TypeFinder.Suggestion(_types, wanted)}";
            return null;
        }

        var name = _builder.NameOf(type.Id, _types.SizeOf(type.Id) ?? -1);
        if (name is null)
        {
            _missing[wanted] = "C# cannot represent it, because it is empty, larger than 65,536 bytes, or a number of an unsupported size";
        }

        return name;
    }
}
