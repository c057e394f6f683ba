using System.Collections.Generic;
using System.Linq;
using BpfGen.Btf;
using BpfGen.Generator.Btf;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Typing;

/// <summary>Assigns unique names to the C# types of an object. No name is equal to the name of an inherited member.</summary>
internal sealed class TypeNames(BtfTypes types)
{
    private readonly UniqueNames _unique = new(["Types", .. FieldNames.Inherited]);
    private readonly Dictionary<uint, string> _byType = [];
    private Dictionary<uint, string>? _typedefs;
    private DistinctNames? _distinct;

    /// <summary>
    /// Gets the C# name of a struct, union or enumeration. The C# name is derived from the type's name or, if the type has no name, from
    /// the name of its typedef. If the type has neither, its C# name is the fallback.
    /// </summary>
    public string Of(BtfType type, string fallback)
    {
        if (!_byType.TryGetValue(type.Id, out var name))
        {
            name = Unique(NameOf(type) is { } original ? Distinct.Of(original) : fallback);
            _byType.Add(type.Id, name);
        }

        return name;
    }

    /// <summary>Gets the C name of a type, such as <c>struct event</c>. For an unnamed type, this is the name of its typedef.</summary>
    public string Original(BtfType type)
    {
        var keyword = type.Kind switch
        {
            BtfKind.Union => "union",
            BtfKind.Enum or BtfKind.Enum64 => "enum",
            BtfKind.Forward when type.Flag => "union",
            _ => "struct",
        };
        return type.Name.Length > 0 ? $"{keyword} {type.Name}" : TypedefOf(type.Id) ?? keyword;
    }

    public string Unique(string name) => _unique.Take(CSharpName.Limited(name));

    private DistinctNames Distinct => _distinct ??= new DistinctNames(
        types.All.Where(type => type.Kind is BtfKind.Struct or BtfKind.Union or BtfKind.Enum or BtfKind.Enum64 or BtfKind.Forward)
            .Select(NameOf)
            .OfType<string>());

    private string? NameOf(BtfType type) => type.Name.Length > 0 ? type.Name : TypedefOf(type.Id);

    private string? TypedefOf(uint type)
    {
        if (_typedefs is null)
        {
            _typedefs = [];
            foreach (var typedef in types.All)
            {
                if (typedef.Kind == BtfKind.Typedef && typedef.Name.Length > 0 && !_typedefs.ContainsKey(typedef.SizeOrType))
                {
                    _typedefs.Add(typedef.SizeOrType, typedef.Name);
                }
            }
        }

        return _typedefs.TryGetValue(type, out var name) ? name : null;
    }
}
