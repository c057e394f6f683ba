namespace BpfGen.CoreRelocations;

/// <summary>The outcome of a CO-RE relocation.</summary>
internal enum CoreOutcome
{
    /// <summary>
    /// The relocation has a value. If the program asks whether the kernel has a field, type or enumerator, the value is the answer.
    /// </summary>
    Resolved,

    /// <summary>
    /// The kernel does not have the field or enumerator. The instruction is replaced by an invalid one. The verifier rejects the program
    /// only if it can reach that instruction.
    /// </summary>
    Missing,

    /// <summary>The relocation is damaged, or the kernel's types give it more than one meaning. The program cannot be loaded.</summary>
    Failed,
}

/// <summary>The value that a CO-RE relocation has in the object's types and in the kernel's types.</summary>
/// <param name="Outcome">Whether there is a value.</param>
internal readonly record struct CoreResult(CoreOutcome Outcome)
{
    /// <summary>The value that the compiler used. It comes from the object's types.</summary>
    public ulong OldValue { get; init; }

    /// <summary>The value in the kernel.</summary>
    public ulong NewValue { get; init; }

    /// <summary>
    /// Whether the instruction must contain <see cref="OldValue"/>. If false, the compiler or the linker may have written another value.
    /// </summary>
    public bool IsChecked { get; init; }

    /// <summary>
    /// The size of the accessed value in the object's types in bytes; 0 if the value of the relocation is not the offset of a field.
    /// </summary>
    public uint OldSize { get; init; }

    /// <summary>The size of the accessed value in the kernel in bytes.</summary>
    public uint NewSize { get; init; }

    /// <summary>
    /// Whether an instruction that loads or stores the field can access <see cref="NewSize"/> bytes instead: the sizes are equal, or both
    /// types are pointers or unsigned integers.
    /// </summary>
    public bool CanResize { get; init; }

    /// <summary>The reason why the relocation failed; null if it did not fail.</summary>
    public string? Failure { get; init; }

    public static CoreResult Fail(string reason) => new(CoreOutcome.Failed) { Failure = reason };
}
