using System;
using System.Collections.Generic;
using BpfGen.Btf;

namespace BpfGen.CoreRelocations;

/// <summary>
/// Tells whether a type of the kernel matches a type of the object in names, sizes of integers and members
/// (<c>BPF_CORE_TYPE_MATCHES</c>). The kernel's type may have more members and enumerators. See libbpf's <c>bpf_core_types_match</c>.
/// </summary>
internal sealed class TypeMatcher(BtfTypeSource localTypes, BtfTypeSource types)
{
    private const uint SignedInteger = 1;

    /// <summary>The results of the comparisons of two structs, so that no pair is compared twice.</summary>
    private readonly Dictionary<(uint Local, uint Target), bool> _composites = [];
    private TypeCompatibility.Budget _budget;

    public bool Match(uint local, uint target) =>
        localTypes.At(local) is { } own
        && types.At(target) is { } theirs
        && TypeCompatibility.IsSameKind(own.Kind, theirs.Kind)
        && Match(local, target, isBehindPointer: false, BtfKinds.MaxDepth);

    private bool Match(uint local, uint target, bool isBehindPointer, int depth)
    {
        for (; depth > 0 && _budget.Take(); depth--)
        {
            if (localTypes.Skip(local) is not { } own || types.Skip(target) is not { } theirs || !HaveSameName(own.Name, theirs.Name))
            {
                return false;
            }

            var isSame = own.Kind == theirs.Kind;
            switch (own.Kind)
            {
                case BtfKind.Void:
                    return isSame;

                case BtfKind.Forward:
                    return isSame ? own.Flag == theirs.Flag
                        : isBehindPointer && theirs.Kind == (own.Flag ? BtfKind.Union : BtfKind.Struct);

                case BtfKind.Enum or BtfKind.Enum64:
                    return BtfKinds.IsEnum(theirs.Kind) && MatchEnumerators(own, theirs);

                case BtfKind.Struct or BtfKind.Union when isBehindPointer:
                    return isSame || (theirs.Kind == BtfKind.Forward && (own.Kind == BtfKind.Union) == theirs.Flag);

                case BtfKind.Struct or BtfKind.Union:
                    return isSame && MatchMembers(own, theirs, depth);

                case BtfKind.Int:
                    return isSame && own.SizeOrType == theirs.SizeOrType && IsSigned(own) == IsSigned(theirs);

                case BtfKind.Pointer when isSame:
                    (local, target, isBehindPointer) = (own.SizeOrType, theirs.SizeOrType, true);
                    break;

                case BtfKind.Array when isSame && own.Number(2) == theirs.Number(2):
                    (local, target) = (own.Number(0), theirs.Number(0));
                    break;

                case BtfKind.FunctionPrototype when isSame && own.Count == theirs.Count:
                    for (var i = 0; i < own.Count; i++)
                    {
                        if (!Match(own.Number((i * 2) + 1), theirs.Number((i * 2) + 1), isBehindPointer, depth - 1))
                        {
                            return false;
                        }
                    }

                    (local, target) = (own.SizeOrType, theirs.SizeOrType);
                    break;

                default:
                    return false;
            }
        }

        return false;
    }

    private bool MatchEnumerators(in BtfTypeRecord own, in BtfTypeRecord theirs)
    {
        if (own.Count > theirs.Count)
        {
            return false;
        }

        var (numbers, theirNumbers) = (CoreAccess.NumbersPerEnumerator(own.Kind), CoreAccess.NumbersPerEnumerator(theirs.Kind));
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < theirs.Count; i++)
        {
            names.Add(Text(types, theirs.Number(i * theirNumbers)));
        }

        for (var i = 0; i < own.Count; i++)
        {
            if (!names.Contains(Text(localTypes, own.Number(i * numbers))))
            {
                return false;
            }
        }

        return true;
    }

    private bool MatchMembers(in BtfTypeRecord own, in BtfTypeRecord theirs, int depth)
    {
        if (own.Count > theirs.Count)
        {
            return false;
        }

        // In damaged BTF, a struct can contain itself by value, which C does not allow. The entry in the dictionary ends the recursion for
        // such a struct.
        if (_composites.TryGetValue((own.Id, theirs.Id), out var known))
        {
            return known;
        }

        _composites[(own.Id, theirs.Id)] = false;
        return _composites[(own.Id, theirs.Id)] = EachMemberMatches(own, theirs, depth);
    }

    private bool EachMemberMatches(in BtfTypeRecord own, in BtfTypeRecord theirs, int depth)
    {
        var byName = new Dictionary<string, List<uint>>(StringComparer.Ordinal);
        for (var i = 0; i < theirs.Count; i++)
        {
            var member = BtfMemberRecord.Of(theirs, i);
            var name = Text(types, member.Name);
            if (!byName.TryGetValue(name, out var found))
            {
                byName.Add(name, found = []);
            }

            found.Add(member.Type);
        }

        for (var i = 0; i < own.Count; i++)
        {
            var member = BtfMemberRecord.Of(own, i);
            if (!byName.TryGetValue(Text(localTypes, member.Name), out var candidates) || !MatchesAny(member.Type, candidates, depth - 1))
            {
                return false;
            }
        }

        return true;
    }

    private bool MatchesAny(uint local, List<uint> candidates, int depth)
    {
        foreach (var candidate in candidates)
        {
            if (Match(local, candidate, isBehindPointer: false, depth))
            {
                return true;
            }
        }

        return false;
    }

    private bool HaveSameName(uint own, uint theirs) => EssentialName.Equal(localTypes.TextAt(own), types.TextAt(theirs));

    private static bool IsSigned(in BtfTypeRecord integer) => ((integer.Number(0) >> 24) & SignedInteger) != 0;

    /// <summary>The name without its flavor, as a string with one character for each byte.</summary>
    private static string Text(BtfTypeSource source, uint name)
    {
        var bytes = EssentialName.Of(source.TextAt(name));
        var text = new char[bytes.Length];
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = (char)bytes[i];
        }

        return new string(text);
    }
}
