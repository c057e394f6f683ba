using System.Collections.Generic;
using BpfGen.Btf;
using BpfGen.CoreRelocations;

namespace BpfGen.Generator.Linking;

/// <summary>
/// Lists the member names of a struct, including the members of its unnamed structs and unions, or the enumerator names of an enumeration.
/// </summary>
internal static class MemberList
{
    private const int MaxDepth = 8;

    public static IEnumerable<string> Of(BtfTypeSource types, uint id, int depth = 0)
    {
        if (types.Skip(id) is not { } type || depth > MaxDepth)
        {
            yield break;
        }

        if (BtfKinds.IsEnum(type.Kind))
        {
            for (var i = 0; i < type.Count; i++)
            {
                yield return AccessText.Text(types, type.Number(i * CoreAccess.NumbersPerEnumerator(type.Kind)));
            }
        }
        else if (BtfKinds.IsComposite(type.Kind))
        {
            for (var i = 0; i < type.Count; i++)
            {
                var member = BtfMemberRecord.Of(type, i);
                if (member.Name != 0)
                {
                    yield return AccessText.Text(types, member.Name);
                    continue;
                }

                foreach (var inner in Of(types, member.Type, depth + 1))
                {
                    yield return inner;
                }
            }
        }
    }
}
