using System;
using System.Collections.Generic;
using System.Text;
using BpfGen.CoreRelocations;

namespace BpfGen.Btf;

/// <summary>Answers whether the kernel and its modules have a struct, field, enumeration value or kfunc.</summary>
internal static class TypeQuestions
{
    private const int NumbersPerEnum = 2;
    private const int NumbersPerEnum64 = 3;

    /// <summary>Finds the structs and unions with a name, and the structs and unions behind typedefs with this name.</summary>
    public static List<BtfTypeRecord> Structs(KernelBtfIndex index, string name) =>
        Find(index, name, [BtfKind.Struct, BtfKind.Union, BtfKind.Typedef], static type => BtfKinds.IsComposite(type.Kind));

    /// <summary>Finds the enumerations with a name.</summary>
    public static List<BtfTypeRecord> Enums(KernelBtfIndex index, string name) =>
        Find(index, name, [BtfKind.Enum, BtfKind.Typedef], static type => BtfKinds.IsEnum(type.Kind));

    /// <param name="type">A struct or union.</param>
    /// <param name="path">Names of fields, with dots between them.</param>
    public static bool HasField(BtfTypeRecord type, string path)
    {
        BtfTypeRecord? current = type;
        foreach (var range in path.AsSpan().Split('.'))
        {
            var name = Encoding.UTF8.GetBytes(path[range]);
            if (name.Length == 0 || current is not { } outer || Member(outer, name, []) is not { } member)
            {
                return false;
            }

            current = outer.Source.Skip(member);
        }

        return true;
    }

    /// <param name="type">An enumeration.</param>
    /// <param name="name">The name of a value.</param>
    public static bool HasValue(BtfTypeRecord type, string name)
    {
        var wanted = Encoding.UTF8.GetBytes(name);
        var size = type.Kind == BtfKind.Enum64 ? NumbersPerEnum64 : NumbersPerEnum;
        for (var i = 0; i < type.Count; i++)
        {
            if (type.Source.TextAt(type.Number(i * size)).SequenceEqual(wanted))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Whether BTF marks a function as a kfunc. The BTF of older kernels marks no function. In that case, returns true for every function.
    /// </summary>
    public static bool IsKfunc(TypeTable types, uint function)
    {
        var wanted = new WantedTypes();
        wanted.Add("bpf_kfunc"u8, BtfKind.DeclTag);
        var marks = new List<TypeCandidate>();
        types.FindAll(wanted, [marks]);
        return marks.Count == 0 || marks.Exists(mark => types.At(mark.Id)?.SizeOrType == function);
    }

    private static List<BtfTypeRecord> Find(KernelBtfIndex index, string name, BtfKind[] kinds, Predicate<BtfTypeRecord> isWanted)
    {
        var wanted = new WantedTypes();
        var text = Encoding.UTF8.GetBytes(name);
        Array.ForEach(kinds, kind => wanted.Add(text, kind));
        var found = new List<BtfTypeRecord>();
        foreach (var candidates in index.FindAll(wanted))
        {
            foreach (var (types, id) in candidates)
            {
                if (types.Skip(id) is { } type && isWanted(type))
                {
                    found.Add(type);
                }
            }
        }

        return found;
    }

    /// <summary>Finds a member of a struct or union, also inside its unnamed members.</summary>
    /// <param name="outer">The struct or union.</param>
    /// <param name="name">The name of the member.</param>
    /// <param name="visited">The unnamed types that were searched. Damaged types may contain themselves.</param>
    /// <returns>The id of the member's type; null if there is no such member.</returns>
    private static uint? Member(in BtfTypeRecord outer, byte[] name, HashSet<uint> visited)
    {
        for (var i = 0; BtfKinds.IsComposite(outer.Kind) && i < outer.Count; i++)
        {
            var member = BtfMemberRecord.Of(outer, i);
            var text = outer.Source.TextAt(member.Name);
            if (text.SequenceEqual(name))
            {
                return member.Type;
            }

            if (text.IsEmpty && outer.Source.Skip(member.Type) is { } inner && visited.Add(inner.Id)
                && visited.Count < BtfKinds.MaxDepth * BtfKinds.MaxDepth && Member(inner, name, visited) is { } found)
            {
                return found;
            }
        }

        return null;
    }
}
