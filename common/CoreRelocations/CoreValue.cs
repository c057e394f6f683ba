using BpfGen.Btf;

namespace BpfGen.CoreRelocations;

/// <summary>
/// The value of a CO-RE relocation, computed from the types of the object or of the kernel. See libbpf's <c>bpf_core_calc_field_relo</c>,
/// <c>bpf_core_calc_type_relo</c> and <c>bpf_core_calc_enumval_relo</c>.
/// </summary>
/// <param name="Outcome">Whether there is a value.</param>
/// <param name="Value">The value.</param>
internal readonly record struct CoreValue(CoreOutcome Outcome, ulong Value)
{
    private const uint SignedInteger = 1;
    private const int BitsPerByte = 8;
    private const int BitsPerRegister = 64;
    private const int BytesPerRegister = 8;

    /// <summary>Whether the compiler always writes exactly this value into the instruction.</summary>
    public bool IsExact { get; init; }

    /// <summary>
    /// For the offset of a field: the size of the field in bytes, or of an element if the field is an array. For other kinds of relocation:
    /// 0.
    /// </summary>
    public uint Size { get; init; }

    /// <summary>For the offset of a field: the id of its type.</summary>
    public uint Type { get; init; }

    /// <param name="kind">The kind of value.</param>
    /// <param name="access">The access; null if the kernel does not have the type, field or enumerator.</param>
    /// <param name="isLittleEndian">The byte order of the machine that runs the program.</param>
    public static CoreValue Of(CoreRelocationKind kind, CoreAccess? access, bool isLittleEndian) =>
        CoreRelocationKinds.IsOfType(kind) ? OfType(kind, access)
        : CoreRelocationKinds.IsOfEnumerator(kind) ? OfEnumerator(kind, access)
        : OfField(kind, access, isLittleEndian);

    private static CoreValue OfType(CoreRelocationKind kind, CoreAccess? access) => (kind, access) switch
    {
        (_, null) => Exact(0),
        (CoreRelocationKind.TypeIdTarget, _) => Exact(access.Root) with { IsExact = false },
        (CoreRelocationKind.TypeSize, _) => access.Types.SizeOf(access.Root) is { } size ? Exact(size) : Failed,
        _ => Exact(1),
    };

    private static CoreValue OfEnumerator(CoreRelocationKind kind, CoreAccess? access)
    {
        if (kind == CoreRelocationKind.EnumValueExists)
        {
            return Exact(access is null ? 0u : 1u);
        }

        if (access is null || access.Types.At(access.Last.Type) is not { } type)
        {
            return Missing;
        }

        var index = (int)access.Last.Index;
        return type.Kind == BtfKind.Enum64
            ? Exact(type.Number((index * 3) + 1) | ((ulong)type.Number((index * 3) + 2) << 32))
            : Exact(unchecked((ulong)(int)type.Number((index * 2) + 1)));
    }

    private static CoreValue OfField(CoreRelocationKind kind, CoreAccess? access, bool isLittleEndian)
    {
        if (kind == CoreRelocationKind.FieldExists)
        {
            return Exact(access is null ? 0u : 1u);
        }

        if (access is null)
        {
            return Missing;
        }

        var last = access.Last;
        return last.Name == 0 ? OfElement(kind, access, last.Type)
            : access.Types.At(last.Type) is { } type ? OfMember(kind, access, BtfMemberRecord.Of(type, (int)last.Index), isLittleEndian)
            : Failed;
    }

    private static CoreValue OfElement(CoreRelocationKind kind, CoreAccess access, uint type) =>
        access.Types.SizeOf(type) is not { } size ? Failed : kind switch
        {
            CoreRelocationKind.FieldByteOffset => Exact((ulong)access.BitOffset / BitsPerByte) with { Size = size, Type = type },
            CoreRelocationKind.FieldByteSize => Exact(size),
            _ => Failed,
        };

    private static CoreValue OfMember(CoreRelocationKind kind, CoreAccess access, in BtfMemberRecord member, bool isLittleEndian)
    {
        if (access.Types.Skip(member.Type) is not { } type || access.Types.SizeOf(type.Id) is not { } bytes)
        {
            return Failed;
        }

        var (bits, first) = ((long)bytes * BitsPerByte, access.BitOffset);
        var start = first / BitsPerByte;
        if (member.BitSize > 0)
        {
            bits = member.BitSize;
            if (!TryFitBitField(first, bits, ref bytes, out start))
            {
                return Failed;
            }
        }

        var isExact = member.BitSize == 0;
        return kind switch
        {
            CoreRelocationKind.FieldByteOffset when isExact => OfOffset(access, type, (ulong)start),
            CoreRelocationKind.FieldByteOffset => new CoreValue(CoreOutcome.Resolved, (ulong)start),
            CoreRelocationKind.FieldByteSize => Exact(bytes) with { IsExact = isExact },
            CoreRelocationKind.FieldSigned => Exact(IsSigned(type) ? 1u : 0u),
            CoreRelocationKind.FieldShiftLeft =>
                Exact(ShiftLeft(first - (start * BitsPerByte), bits, bytes, isLittleEndian)) with { IsExact = isExact },
            CoreRelocationKind.FieldShiftRight => Exact((ulong)(BitsPerRegister - bits)),
            _ => Failed,
        };
    }

    private static CoreValue OfOffset(CoreAccess access, in BtfTypeRecord type, ulong offset)
    {
        var element = type;
        for (var depth = 0; element.Kind == BtfKind.Array && depth < BtfKinds.MaxDepth; depth++)
        {
            if (access.Types.Skip(element.Number(0)) is not { } next)
            {
                return Failed;
            }

            element = next;
        }

        return access.Types.SizeOf(element.Id) is { } size ? Exact(offset) with { Size = size, Type = type.Id } : Failed;
    }

    /// <summary>Finds the smallest aligned integer that contains a whole bit field.</summary>
    /// <param name="first">The first bit of the field.</param>
    /// <param name="bits">The number of bits.</param>
    /// <param name="bytes">The size of the field's declared type in bytes. Receives the size of the integer.</param>
    /// <param name="start">The offset of the integer in bytes.</param>
    /// <returns>False if no integer of 8 bytes contains the field.</returns>
    private static bool TryFitBitField(long first, long bits, ref uint bytes, out long start)
    {
        for (start = 0; bytes is > 0 and <= BytesPerRegister; bytes *= 2)
        {
            start = first / BitsPerByte / bytes * bytes;
            if (first + bits - (start * BitsPerByte) <= bytes * BitsPerByte)
            {
                return true;
            }
        }

        return false;
    }

    private static ulong ShiftLeft(long bit, long bits, uint bytes, bool isLittleEndian) => (ulong)(isLittleEndian
        ? BitsPerRegister - (bit + bits)
        : ((BytesPerRegister - bytes) * BitsPerByte) + bit);

    private static bool IsSigned(in BtfTypeRecord type) =>
        BtfKinds.IsEnum(type.Kind) ? type.Flag : type.Kind == BtfKind.Int && ((type.Number(0) >> 24) & SignedInteger) != 0;

    private static CoreValue Exact(ulong value) => new(CoreOutcome.Resolved, value) { IsExact = true };

    private static CoreValue Missing => new(CoreOutcome.Missing, 0);

    private static CoreValue Failed => new(CoreOutcome.Failed, 0);
}
