using System.Collections.Generic;
using BpfGen.Btf;
using BpfGen.CoreRelocations;

namespace BpfGen.Tool.MinimalBtf;

/// <summary>
/// Marks the types and members in a kernel's BTF that CO-RE relocations need. The minimal BTF contains only the marked types and members.
/// </summary>
internal sealed class KernelMarks(BtfTypeList types)
{
    private readonly SortedSet<uint> _kept = [];
    private readonly HashSet<uint> _followed = [];
    private readonly Dictionary<uint, SortedSet<int>> _members = [];

    /// <summary>The ids of the types that are kept.</summary>
    public IReadOnlyCollection<uint> Kept => _kept;

    /// <summary>Returns the indexes of the members or enumerators of a type that are kept.</summary>
    public IReadOnlyCollection<int> MembersOf(uint id) => _members.TryGetValue(id, out var members) ? members : [];

    /// <summary>Whether to keep the type to which a pointer type points.</summary>
    public bool IsFollowed(uint pointer) => _followed.Contains(pointer);

    /// <summary>Marks a type, but not its members, and not the types to which pointers in it point.</summary>
    public void Keep(uint id)
    {
        var pending = new Stack<uint>([id]);
        while (pending.TryPop(out var next))
        {
            if (next == 0 || types.At(next) is not { } type || !_kept.Add(next))
            {
                continue;
            }

            if (type.IsModifier)
            {
                pending.Push(type.SizeOrType);
            }
            else if (type.Kind == BtfKind.Array)
            {
                pending.Push(type.Number(0));
                pending.Push(type.Number(1));
            }
            else if (type.Kind == BtfKind.FunctionPrototype)
            {
                pending.Push(type.SizeOrType);
                for (var i = 0; i < type.Count; i++)
                {
                    pending.Push(type.Number((i * 2) + 1));
                }
            }
        }
    }

    /// <summary>Marks all members on the path of a CO-RE access, such as <c>task_struct.se.vruntime</c>.</summary>
    public void Field(CoreAccess access)
    {
        Keep(access.Root);
        var current = access.Root;
        foreach (var step in access.Steps)
        {
            if (step.Name == 0)
            {
                current = step.Type;
                Keep(current);
                continue;
            }

            Path(current, step.Type, depth: 0);
            Member(step.Type, (int)step.Index);
            current = types.At(step.Type) is { } type ? BtfMemberRecord.Of(type, (int)step.Index).Type : 0;
        }
    }

    /// <summary>Marks an enumeration and one of its enumerators.</summary>
    public void Enumerator(CoreAccess access)
    {
        Keep(access.Root);
        Keep(access.Last.Type);
        MarkedOf(access.Last.Type).Add((int)access.Last.Index);
    }

    /// <summary>Marks a type and the types to which pointers in it point, but not its members.</summary>
    public void Shape(uint id) => Mark(id, withMembers: false);

    /// <summary>Marks a type, its members, and the types of the members.</summary>
    public void Whole(uint id) => Mark(id, withMembers: true);

    /// <summary>Marks a member by its name. The member may be inside unnamed members of the type.</summary>
    /// <returns>Whether the type has the member.</returns>
    public bool Named(uint id, string name, int depth = 0)
    {
        if (types.Skip(id) is not { } type || !BtfKinds.IsComposite(type.Kind) || depth > BtfKinds.MaxDepth)
        {
            return false;
        }

        for (var i = 0; i < type.Count; i++)
        {
            var member = BtfMemberRecord.Of(type, i);
            if (member.Name == 0 ? Named(member.Type, name, depth + 1) : AccessText.Text(types, member.Name) == name)
            {
                Member(type.Id, i);
                return true;
            }
        }

        return false;
    }

    private void Mark(uint root, bool withMembers)
    {
        var (seen, pending) = (new HashSet<(uint, bool)>(), new Stack<(uint Id, bool WithMembers)>([(root, withMembers)]));
        while (pending.TryPop(out var next))
        {
            if (!seen.Add(next) || types.At(next.Id) is not { } type)
            {
                continue;
            }

            Keep(next.Id);
            switch (type.Kind)
            {
                case BtfKind.Pointer:
                    _followed.Add(type.Id);

                    // For a struct behind a pointer, keep only the name, because CO-RE compares only the name.
                    pending.Push((type.SizeOrType, withMembers && types.Skip(type.SizeOrType) is { } to && !BtfKinds.IsComposite(to.Kind)));
                    break;

                case BtfKind.Array:
                    pending.Push((type.Number(0), next.WithMembers));
                    break;

                case BtfKind.FunctionPrototype:
                    pending.Push((type.SizeOrType, next.WithMembers));
                    for (var i = 0; i < type.Count; i++)
                    {
                        pending.Push((type.Number((i * 2) + 1), next.WithMembers));
                    }

                    break;

                case BtfKind.Struct or BtfKind.Union when next.WithMembers:
                    for (var i = 0; i < type.Count; i++)
                    {
                        Member(type.Id, i);
                        pending.Push((BtfMemberRecord.Of(type, i).Type, true));
                    }

                    break;

                case BtfKind.Enum or BtfKind.Enum64 when next.WithMembers:
                    for (var i = 0; i < type.Count; i++)
                    {
                        MarkedOf(type.Id).Add(i);
                    }

                    break;

                case var _ when type.IsModifier:
                    pending.Push((type.SizeOrType, next.WithMembers));
                    break;
            }
        }
    }

    private void Member(uint id, int index)
    {
        if (types.At(id) is not { } type || index >= type.Count)
        {
            return;
        }

        Keep(id);
        var member = BtfMemberRecord.Of(type, index);
        MarkedOf(id).Add(index);
        Keep(member.Type);

        // CO-RE allows any index in an array of length 0 only if the array is the last member. So if this array is not the last member,
        // keep the last member, too.
        if (types.Skip(member.Type) is { Kind: BtfKind.Array } array && array.Number(2) == 0 && index != type.Count - 1)
        {
            Member(id, type.Count - 1);
        }
    }

    /// <summary>Marks the unnamed members that lead from a type to another type that it contains.</summary>
    private bool Path(uint from, uint to, int depth)
    {
        if (types.Skip(from) is not { } type || type.Id == to)
        {
            return true;
        }

        for (var i = 0; i < type.Count && BtfKinds.IsComposite(type.Kind) && depth < BtfKinds.MaxDepth; i++)
        {
            var member = BtfMemberRecord.Of(type, i);
            if (member.Name == 0 && Path(member.Type, to, depth + 1))
            {
                Member(type.Id, i);
                return true;
            }
        }

        return false;
    }

    private SortedSet<int> MarkedOf(uint id)
    {
        if (!_members.TryGetValue(id, out var members))
        {
            _members.Add(id, members = []);
        }

        return members;
    }
}
