using System;
using BpfGen.Btf;

namespace BpfGen.CoreRelocations;

/// <summary>
/// Translates a CO-RE access from a type of the object to a type of the kernel. Members are found by their names, also inside members
/// without a name, and their types must be compatible. See libbpf's <c>bpf_core_spec_match</c>.
/// </summary>
internal static class AccessMatcher
{
    /// <summary>The maximum nesting depth of members without a name. libbpf limits only the length of the access.</summary>
    private const int MaxDepth = BtfKinds.MaxDepth;

    /// <param name="local">The access in the object's types.</param>
    /// <param name="types">The kernel's types.</param>
    /// <param name="candidate">The id of the kernel's type, which has the name of the object's type.</param>
    /// <returns>The access in the kernel's type, or null if that type does not have the field.</returns>
    public static CoreAccess? TryMatchField(CoreAccess local, BtfTypeSource types, uint candidate)
    {
        var access = new CoreAccess(types, candidate);
        var id = candidate;
        for (var i = 0; i < local.Steps.Count; i++)
        {
            if (types.Skip(id) is not { } type)
            {
                return null;
            }

            var step = local.Steps[i];
            if (step.Name != 0)
            {
                if (TryMatchMember(local, step, access, type, depth: 0) is not { } next)
                {
                    return null;
                }

                id = next;
            }
            else
            {
                // The first index treats the type itself as an array element, as in p[0]. Only later indexes select an element.
                if (i > 0)
                {
                    if (type.Kind != BtfKind.Array || !access.IsInside(type, step.Index) || types.Skip(type.Number(0)) is not { } element)
                    {
                        return null;
                    }

                    type = element;
                }

                if (!access.TryElement(type, step.Index))
                {
                    return null;
                }

                id = type.Id;
            }
        }

        return access;
    }

    /// <returns>The access to the enumerator of the same name, or null if the kernel's type has none.</returns>
    public static CoreAccess? TryMatchEnumerator(CoreAccess local, BtfTypeSource types, uint candidate)
    {
        var access = new CoreAccess(types, candidate);
        if (types.Skip(candidate) is not { } type || !BtfKinds.IsEnum(type.Kind))
        {
            return null;
        }

        var name = EssentialName.Of(local.Types.TextAt(local.Steps[0].Name));
        var numbers = CoreAccess.NumbersPerEnumerator(type.Kind);
        for (var i = 0; i < type.Count; i++)
        {
            if (EssentialName.Of(types.TextAt(type.Number(i * numbers))).SequenceEqual(name))
            {
                return access.TryEnumerator(type, (uint)i) ? access : null;
            }
        }

        return null;
    }

    /// <returns>
    /// The id of the type of the kernel's member; null if the kernel's type has no member of this name, or if the types of the two members
    /// are incompatible.
    /// </returns>
    private static uint? TryMatchMember(CoreAccess local, in CoreStep step, CoreAccess access, in BtfTypeRecord type, int depth) =>
        Find(local, step, access, type, depth, out var found) && found != 0 ? found : null;

    /// <param name="local">The access in the object's types.</param>
    /// <param name="step">The step in <paramref name="local"/> that selects the member to find.</param>
    /// <param name="access">The access in the kernel's types. It receives the steps to the member.</param>
    /// <param name="type">The kernel's struct or union, in which the member is searched.</param>
    /// <param name="depth">The number of anonymous members in which this struct or union is nested.</param>
    /// <param name="found">The id of the type of the kernel's member; 0 if no compatible member was found.</param>
    /// <returns>
    /// True if the search ends here: a member of this name was found, or the access is too long. False to search in further members.
    /// </returns>
    private static bool Find(CoreAccess local, in CoreStep step, CoreAccess access, in BtfTypeRecord type, int depth, out uint found)
    {
        found = 0;
        if (!BtfKinds.IsComposite(type.Kind) || depth > MaxDepth)
        {
            return false;
        }

        var name = local.Types.TextAt(step.Name);
        for (var i = 0; i < type.Count; i++)
        {
            if (access.TryMember(type, i) is not { } member)
            {
                return true;
            }

            if (member.Name == 0)
            {
                if (access.Types.Skip(member.Type) is { } inner && Find(local, step, access, inner, depth + 1, out found))
                {
                    return true;
                }
            }
            else if (access.Types.TextAt(member.Name).SequenceEqual(name))
            {
                var own = BtfMemberRecord.Of(local.Types.At(step.Type)!.Value, (int)step.Index);
                found = TypeCompatibility.OfFields(local.Types, own.Type, access.Types, member.Type) ? member.Type : 0;
                return true;
            }

            access.TakeBack(member);
        }

        return false;
    }
}
