using System;
using System.Collections.Generic;
using BpfGen.Btf;

namespace BpfGen.CoreRelocations;

/// <summary>One step of an access: a named member, an element of an array, or an enumerator.</summary>
/// <param name="Type">
/// The id of the struct, union or enumeration that has the member or enumerator. For an element of an array, the id of the type of the
/// element.
/// </param>
/// <param name="Index">The index of the member, element or enumerator.</param>
/// <param name="Name">The offset of the name of the member or enumerator; 0 for an element of an array.</param>
internal readonly record struct CoreStep(uint Type, uint Index, uint Name);

/// <summary>
/// The access of a CO-RE relocation, in the types of the object or of the kernel: the type at which it begins, and a step for each named
/// member and each array. For a member without a name, only its offset is added. See libbpf's <c>struct bpf_core_spec</c>.
/// </summary>
/// <param name="types">The types in which the access is made.</param>
/// <param name="root">The id of the type at which the access begins.</param>
internal sealed class CoreAccess(BtfTypeSource types, uint root)
{
    /// <summary>
    /// The maximum number of indexes in an access (<c>BPF_CORE_SPEC_MAX_LEN</c>). This number includes members without a name.
    /// </summary>
    private const int MostIndexes = 64;

    private int _indexes;

    public BtfTypeSource Types => types;

    public uint Root => root;

    public List<CoreStep> Steps { get; } = [];

    /// <summary>The offset from the start of the first type, in bits.</summary>
    public long BitOffset { get; private set; }

    /// <summary>The last step.</summary>
    public CoreStep Last => Steps[Steps.Count - 1];

    /// <summary>Reads the access of a relocation in the object's types.</summary>
    /// <returns>Null if the relocation is damaged.</returns>
    public static CoreAccess? TryRead(BtfTypeSource types, in CoreRelocation relocation)
    {
        var access = new CoreAccess(types, relocation.Type);
        var text = types.TextAt(relocation.Access);
        if (CoreRelocationKinds.IsOfType(relocation.Kind))
        {
            return text.SequenceEqual("0"u8) ? access : null;
        }

        return CoreRelocationKinds.IsKnown(relocation.Kind)
            && TryReadIndex(ref text, out var first)
            && types.Skip(relocation.Type) is { } type
            && (CoreRelocationKinds.IsOfEnumerator(relocation.Kind)
                ? text.IsEmpty && access.TryEnumerator(type, first)
                : access.TryElement(type, first) && access.TryFollow(type, text))
            ? access
            : null;
    }

    /// <summary>Adds the step to an enumerator.</summary>
    public bool TryEnumerator(in BtfTypeRecord type, uint index)
    {
        if (!BtfKinds.IsEnum(type.Kind) || index >= (uint)type.Count)
        {
            return false;
        }

        Steps.Add(new CoreStep(type.Id, index, type.Number((int)index * NumbersPerEnumerator(type.Kind))));
        return true;
    }

    /// <summary>
    /// Adds the step to an element of an array. The first index of every access is such a step, too: it treats the first type as an element
    /// of an array.
    /// </summary>
    /// <param name="element">The type of the elements.</param>
    /// <param name="index">The index of the element. It is not compared with the size of the array.</param>
    public bool TryElement(in BtfTypeRecord element, uint index)
    {
        if (_indexes++ == MostIndexes || types.SizeOf(element.Id) is not { } size)
        {
            return false;
        }

        Steps.Add(new CoreStep(element.Id, index, Name: 0));
        BitOffset += (long)index * size * 8;
        return BitOffset <= uint.MaxValue;
    }

    /// <summary>Adds the step to a member of a struct or union.</summary>
    /// <returns>The member, or null if the access is too long.</returns>
    public BtfMemberRecord? TryMember(in BtfTypeRecord type, int index)
    {
        var member = BtfMemberRecord.Of(type, index);
        if (_indexes++ == MostIndexes)
        {
            return null;
        }

        BitOffset += member.BitOffset;
        if (member.Name != 0)
        {
            Steps.Add(new CoreStep(type.Id, (uint)index, member.Name));
        }

        return member;
    }

    /// <summary>Undoes the step to a member.</summary>
    public void TakeBack(in BtfMemberRecord member)
    {
        _indexes--;
        BitOffset -= member.BitOffset;
        if (member.Name != 0)
        {
            Steps.RemoveAt(Steps.Count - 1);
        }
    }

    /// <summary>
    /// Whether an index is inside an array. The last member of a struct may be an array without a size, in which any index is valid.
    /// </summary>
    public bool IsInside(in BtfTypeRecord array, uint index) => index < array.Number(2) || (array.Number(2) == 0 && IsLastMember());

    /// <summary>The number of 32-bit words that each enumerator has in the record of an enumeration.</summary>
    public static int NumbersPerEnumerator(BtfKind kind) => kind == BtfKind.Enum64 ? 3 : 2;

    private bool TryFollow(BtfTypeRecord type, ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            if (!TryReadIndex(ref text, out var index) || TryStep(type, index) is not { } next)
            {
                return false;
            }

            type = next;
        }

        return true;
    }

    /// <returns>The type of the member or element, without modifiers.</returns>
    private BtfTypeRecord? TryStep(in BtfTypeRecord type, uint index)
    {
        if (BtfKinds.IsComposite(type.Kind))
        {
            return index < (uint)type.Count && TryMember(type, (int)index) is { } member ? types.Skip(member.Type) : null;
        }

        return type.Kind == BtfKind.Array
            && types.Skip(type.Number(0)) is { } element
            && IsInside(type, index)
            && TryElement(element, index)
            ? element
            : null;
    }

    private bool IsLastMember() =>
        Last is { Name: not 0 } step && types.At(step.Type) is { } type && step.Index == (uint)type.Count - 1;

    /// <summary>Reads a number and the colon after it.</summary>
    private static bool TryReadIndex(ref ReadOnlySpan<byte> text, out uint index)
    {
        var (value, length) = (0ul, 0);
        while (length < text.Length && text[length] is >= (byte)'0' and <= (byte)'9' && value <= int.MaxValue)
        {
            value = (value * 10) + (uint)(text[length++] - '0');
        }

        var isRead = length > 0 && value <= int.MaxValue && (length == text.Length || text[length] == ':');
        index = isRead ? (uint)value : 0;
        text = text.Slice(Math.Min(length + 1, text.Length));
        return isRead;
    }
}
