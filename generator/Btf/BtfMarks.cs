using System;
using System.Collections.Generic;
using System.Linq;
using BpfGen.Btf;

namespace BpfGen.Generator.Btf;

/// <summary>
/// Marks the parts of an object's types that the kernel needs: the name and size of a type behind a pointer, the members on the path of a
/// CO-RE relocation, and the whole types of keys, values and variables.
/// </summary>
internal sealed class BtfMarks(BtfTypes types)
{
    private const int LastFieldRelocation = 5;
    private const int LocalTypeId = 6;
    private const int FirstEnumRelocation = 10;
    private const int TypeMatches = 12;
    private const int TypeOfMember = 1;
    private const int TypeOfVariable = 0;
    private const string Contains = "contains:";

    /// <summary>
    /// The prefix of tags that are notes for the test runner of the kernel's selftests. These tags are not kept, because they can be larger
    /// than the program.
    /// </summary>
    private const string Comment = "comment:";

    private readonly Part[] _parts = new Part[types.All.Count];
    private readonly Dictionary<uint, SortedSet<int>> _members = [];
    private readonly Stack<(uint Id, Part Part)> _pending = new();
    private Queue<uint>? _kept;

    /// <summary>How much of a type is kept.</summary>
    public enum Part
    {
        None = 0,

        /// <summary>Only the name and the size.</summary>
        Outline,

        /// <summary>The name, the size and some of the members.</summary>
        Members,

        Whole,
    }

    public Part Of(uint id) => id < _parts.Length ? _parts[id] : Part.None;

    /// <summary>The indexes of the kept members of a type.</summary>
    public IEnumerable<int> MembersOf(BtfType type) => Of(type.Id) switch
    {
        Part.Whole => Enumerable.Range(0, type.Count),
        Part.Members => _members[type.Id],
        _ => [],
    };

    public void Whole(uint id) => Mark(id, Part.Whole);

    /// <summary>Marks the types that a CO-RE relocation needs.</summary>
    public void Relocation(uint id, string access, uint kind)
    {
        switch (kind)
        {
            case LocalTypeId or TypeMatches or > TypeMatches:
                Whole(id);
                break;

            case <= LastFieldRelocation or >= FirstEnumRelocation:
                Mark(id, Part.Outline);
                Path(id, access);
                break;

            default:
                Mark(id, Part.Outline);
                break;
        }
    }

    /// <summary>
    /// Keeps the declaration tags of the kept types, and the structs that these tags name. Tags that are comments are not kept: the kernel
    /// does not read them.
    /// </summary>
    public void Tags()
    {
        var tags = types.All
            .Where(tag => tag.Kind == BtfKind.DeclTag && !tag.Name.StartsWith(Comment, StringComparison.Ordinal))
            .ToLookup(tag => tag.SizeOrType);
        if (tags.Count == 0)
        {
            return;
        }

        // A tag of a kept type can name a struct. This struct is then kept, too, and can have tags of its own. So queue a type again each
        // time that the kept part of it grows.
        _kept = new Queue<uint>(types.All.Where(type => Of(type.Id) != Part.None).Select(type => type.Id));
        var structs = types.All.Where(type => type.Kind == BtfKind.Struct)
            .GroupBy(type => type.Name)
            .ToDictionary(group => group.Key, group => group.First().Id);

        // Many tags can share one long name. So search each name only once for the struct that it contains.
        var contained = new Dictionary<uint, uint>();
        while (_kept.Count > 0)
        {
            types.Effort.Spend();
            foreach (var tag in tags[_kept.Dequeue()].Where(tag => Of(tag.Id) == Part.None && IsKept(tag)))
            {
                types.Effort.SpendName(tag.Name);
                Mark(tag.Id, Part.Whole);
                if (!contained.TryGetValue(tag.NameOffset, out var id))
                {
                    id = ContainedName(tag.Name) is { } name && structs.TryGetValue(name, out var found) ? found : 0;
                    contained.Add(tag.NameOffset, id);
                }

                Whole(id);
            }
        }

        _kept = null;
    }

    /// <summary>Returns the struct's name in a tag, such as <c>node</c> in <c>contains:node:list</c>; null for other tags.</summary>
    private static string? ContainedName(string tag)
    {
        if (!tag.StartsWith(Contains, StringComparison.Ordinal))
        {
            return null;
        }

        var end = tag.IndexOf(':', Contains.Length);
        return tag.Substring(Contains.Length, (end < 0 ? tag.Length : end) - Contains.Length);
    }

    /// <summary>Whether the target of a tag is kept: a type, or a member or parameter of a type.</summary>
    private bool IsKept(BtfType tag) => types[tag.SizeOrType] is { } target && Of(target.Id) != Part.None
        && (!BtfKinds.IsComposite(target.Kind) || Of(target.Id) == Part.Whole || BtfTypes.IsOfWhole(tag));

    private void Path(uint id, string access)
    {
        if (access.Length > BtfKinds.LongestAccess)
        {
            return;
        }

        types.Effort.Spend(CostOf(access));
        var current = types.Skip(id);
        var steps = access.Split(':');
        for (var i = current?.Kind is BtfKind.Enum or BtfKind.Enum64 ? 0 : 1; i < steps.Length && current is not null; i++)
        {
            if (!int.TryParse(steps[i], out var step) || step < 0)
            {
                return;
            }

            current = Step(current, step);
        }
    }

    /// <summary>The cost of splitting and converting an access string, in steps of the effort limit.</summary>
    public static int CostOf(string access) => 4 * (1 + access.Length);

    private BtfType? Step(BtfType type, int step)
    {
        if (type.Kind == BtfKind.Array)
        {
            return types.Skip(BtfTypes.Array(type).Element);
        }

        if (type.Kind is not (BtfKind.Struct or BtfKind.Union or BtfKind.Enum or BtfKind.Enum64) || step >= type.Count)
        {
            return null;
        }

        if (Of(type.Id) < Part.Whole)
        {
            if (!_members.TryGetValue(type.Id, out var members))
            {
                _members.Add(type.Id, members = []);
            }

            members.Add(step);
            _parts[type.Id] = Part.Members;
        }

        if (type.Kind is BtfKind.Enum or BtfKind.Enum64)
        {
            return null;
        }

        var member = BtfTypes.MemberType(type, step);
        Mark(member, Part.Outline);
        return types.Skip(member);
    }

    private void Mark(uint id, Part part)
    {
        _pending.Push((id, part));
        while (_pending.Count > 0)
        {
            (id, part) = _pending.Pop();
            types.Effort.Spend();
            if (id != 0 && types[id] is { } type && Of(id) < part)
            {
                _parts[id] = part;
                _kept?.Enqueue(id);
                Follow(type, part);
            }
        }
    }

    private void Follow(BtfType type, Part part)
    {
        switch (type.Kind)
        {
            // For a type behind a pointer, the kernel does not need the layout. The exception is a pointer with a type tag, which the
            // verifier interprets.
            case BtfKind.Pointer:
                _pending.Push((type.SizeOrType, Part.Outline));
                break;

            case BtfKind.TypeTag:
                _pending.Push((type.SizeOrType, Part.Whole));
                break;

            case BtfKind.Typedef or BtfKind.Const or BtfKind.Volatile or BtfKind.Restrict or BtfKind.Variable or BtfKind.Function
                or BtfKind.DeclTag:
                _pending.Push((type.SizeOrType, part));
                break;

            case BtfKind.Array:
                _pending.Push((type.Numbers[0], part));
                _pending.Push((type.Numbers[1], part));
                break;

            case BtfKind.FunctionPrototype:
                _pending.Push((type.SizeOrType, Part.Outline));
                Push(type, TypeOfMember, Part.Outline);
                break;

            case BtfKind.DataSection:
                Push(type, TypeOfVariable, part);
                break;

            case BtfKind.Struct or BtfKind.Union when part == Part.Whole:
                Push(type, TypeOfMember, part);
                break;
        }
    }

    /// <param name="type">A type with members, parameters or variables.</param>
    /// <param name="place">The index of the type id among the numbers of one member, parameter or variable.</param>
    /// <param name="part">The part of these types to keep.</param>
    private void Push(BtfType type, int place, Part part)
    {
        for (var i = place; i < type.Numbers.Length; i += type.Stride)
        {
            _pending.Push((type.Numbers[i], part));
        }
    }
}
