using System;
using System.Collections.Generic;
using System.Linq;
using BpfGen.Btf;

namespace BpfGen.Generator.Btf;

/// <summary>
/// Marks what the kernel needs of an object's types. Behind a pointer that is a name and a size; of what CO-RE reaches into, the members on the way; of
/// keys, values and variables everything.
/// </summary>
internal sealed class BtfMarks(BtfTypes types)
{
    private const int LastFieldRelocation = 5;
    private const int LocalTypeId = 6;
    private const int FirstEnumRelocation = 10;
    private const int TypeMatches = 12;
    private const string Contains = "contains:";

    /// <summary>What begins like this the kernel's own tests write for those that run them; there may be more of it than of the program.</summary>
    private const string Comment = "comment:";

    private readonly Part[] _parts = new Part[types.All.Count];
    private readonly Dictionary<uint, SortedSet<int>> _members = [];
    private readonly Stack<(uint Id, Part Part)> _pending = new();

    /// <summary>How much is kept of a type.</summary>
    public enum Part
    {
        None = 0,

        /// <summary>Its name and size.</summary>
        Outline,

        /// <summary>And some of its members.</summary>
        Members,

        Whole,
    }

    public Part Of(uint id) => id < _parts.Length ? _parts[id] : Part.None;

    /// <summary>The members that are kept of a type, by their numbers.</summary>
    public IEnumerable<int> MembersOf(BtfType type) => Of(type.Id) switch
    {
        Part.Whole => Enumerable.Range(0, type.Count),
        Part.Members => _members[type.Id],
        _ => [],
    };

    public void Whole(uint id) => Mark(id, Part.Whole);

    /// <summary>Marks what a CO-RE relocation needs.</summary>
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

    /// <summary>Keeps the tags of what is kept, and what they name; comments are for readers of the object.</summary>
    public void Tags()
    {
        var tags = types.All.Where(tag => tag.Kind == BtfKind.DeclTag && !tag.Name.StartsWith(Comment, StringComparison.Ordinal)).ToList();
        for (var isChanged = true; isChanged;)
        {
            isChanged = false;
            foreach (var tag in tags.Where(tag => Of(tag.Id) == Part.None && IsKept(tag)))
            {
                isChanged = true;
                Mark(tag.Id, Part.Whole);
                if (tag.Name.StartsWith(Contains, StringComparison.Ordinal))
                {
                    var name = tag.Name.Substring(Contains.Length).Split(':')[0];
                    Whole(types.All.FirstOrDefault(type => type.Kind == BtfKind.Struct && type.Name == name)?.Id ?? 0);
                }
            }
        }
    }

    /// <summary>What a tag is on: a type, or a member or parameter of it.</summary>
    private bool IsKept(BtfType tag) => types[tag.SizeOrType] is { } target && Of(target.Id) != Part.None
        && (target.Kind is not (BtfKind.Struct or BtfKind.Union) || Of(target.Id) == Part.Whole || types.Number(tag.Tail) == uint.MaxValue);

    private void Path(uint id, string access)
    {
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

    private BtfType? Step(BtfType type, int step)
    {
        if (type.Kind == BtfKind.Array)
        {
            return types.Skip(types.Array(type).Element);
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

        var member = types.Number(type.Tail + (step * 12) + 4);
        Mark(member, Part.Outline);
        return types.Skip(member);
    }

    private void Mark(uint id, Part part)
    {
        _pending.Push((id, part));
        while (_pending.Count > 0)
        {
            (id, part) = _pending.Pop();
            if (id != 0 && types[id] is { } type && Of(id) < part)
            {
                _parts[id] = part;
                Follow(type, part);
            }
        }
    }

    private void Follow(BtfType type, Part part)
    {
        switch (type.Kind)
        {
            // Nothing behind a pointer is laid out, unless a tag gives it a meaning to the verifier.
            case BtfKind.Pointer:
                _pending.Push((type.SizeOrType, Part.Outline));
                break;

            case BtfKind.TypeTag:
                _pending.Push((type.SizeOrType, Part.Whole));
                break;

            case BtfKind.Typedef or BtfKind.Const or BtfKind.Volatile or BtfKind.Restrict or BtfKind.Variable or BtfKind.Function or BtfKind.DeclTag:
                _pending.Push((type.SizeOrType, part));
                break;

            case BtfKind.Array:
                _pending.Push((types.Number(type.Tail), part));
                _pending.Push((types.Number(type.Tail + 4), part));
                break;

            case BtfKind.FunctionPrototype:
                _pending.Push((type.SizeOrType, Part.Outline));
                Push(type, 8, 4, Part.Outline);
                break;

            case BtfKind.DataSection:
                Push(type, 12, 0, part);
                break;

            case BtfKind.Struct or BtfKind.Union when part == Part.Whole:
                Push(type, 12, 4, part);
                break;
        }
    }

    private void Push(BtfType type, int size, int place, Part part)
    {
        for (var i = 0; i < type.Count; i++)
        {
            _pending.Push((types.Number(type.Tail + (i * size) + place), part));
        }
    }
}
