namespace BpfGen.CoreRelocations;

/// <summary>
/// The kinds of CO-RE relocations, with the kernel's numbers (<c>enum bpf_core_relo_kind</c> in <c>uapi/linux/bpf.h</c>).
/// </summary>
internal enum CoreRelocationKind
{
    /// <summary>The offset of a field in bytes.</summary>
    FieldByteOffset = 0,

    /// <summary>The size of a field in bytes.</summary>
    FieldByteSize = 1,

    /// <summary>1 if the kernel has the field, otherwise 0.</summary>
    FieldExists = 2,

    /// <summary>1 if the field is signed, otherwise 0.</summary>
    FieldSigned = 3,

    /// <summary>The number of bits to shift a loaded bit field left, so that no bit of another field remains above.</summary>
    FieldShiftLeft = 4,

    /// <summary>The number of bits to shift a loaded bit field right after the shift to the left.</summary>
    FieldShiftRight = 5,

    /// <summary>The id of the type in the object's BTF.</summary>
    TypeIdLocal = 6,

    /// <summary>The id of the type in the kernel's BTF; 0 if the kernel does not have the type.</summary>
    TypeIdTarget = 7,

    /// <summary>1 if the kernel has the type, otherwise 0.</summary>
    TypeExists = 8,

    /// <summary>The size of the type in bytes; 0 if the kernel does not have the type.</summary>
    TypeSize = 9,

    /// <summary>1 if the kernel has the enumerator, otherwise 0.</summary>
    EnumValueExists = 10,

    /// <summary>The value of the enumerator.</summary>
    EnumValue = 11,

    /// <summary>1 if the kernel has a type that matches all members of the object's type, otherwise 0.</summary>
    TypeMatches = 12,
}

/// <summary>Groups the kinds of CO-RE relocations.</summary>
internal static class CoreRelocationKinds
{
    public static bool IsKnown(CoreRelocationKind kind) =>
        kind is >= CoreRelocationKind.FieldByteOffset and <= CoreRelocationKind.TypeMatches;

    /// <summary>Whether the relocation asks if the kernel has a field, type or enumerator. The value is then 1 (yes) or 0 (no).</summary>
    public static bool IsQuestion(CoreRelocationKind kind) => kind is CoreRelocationKind.FieldExists or CoreRelocationKind.TypeExists
        or CoreRelocationKind.EnumValueExists or CoreRelocationKind.TypeMatches;

    public static bool IsOfField(CoreRelocationKind kind) =>
        kind is >= CoreRelocationKind.FieldByteOffset and <= CoreRelocationKind.FieldShiftRight;

    public static bool IsOfEnumerator(CoreRelocationKind kind) =>
        kind is CoreRelocationKind.EnumValueExists or CoreRelocationKind.EnumValue;

    public static bool IsOfType(CoreRelocationKind kind) => IsKnown(kind) && !IsOfField(kind) && !IsOfEnumerator(kind);
}
