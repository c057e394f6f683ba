using System;
using System.Collections.Generic;
using BpfGen.Wire;

namespace BpfGen.CoreRelocations;

/// <summary>The kinds of changes that a CO-RE relocation makes to its instruction.</summary>
internal enum CorePatchKind
{
    /// <summary>The relocation writes a value into the instruction.</summary>
    Value,

    /// <summary>The relocation replaces the instruction by an invalid one.</summary>
    Poison,

    /// <summary>The relocation cannot be applied, so the program cannot be loaded.</summary>
    Failed,
}

/// <summary>
/// The change that a CO-RE relocation makes to its instruction on one kernel. See libbpf's <c>bpf_core_patch_insn</c>. The generator can
/// compute the change at build time and store it in the assembly: see <see cref="Write"/>.
/// </summary>
/// <param name="Kind">The kind of change.</param>
/// <param name="Value">The new immediate value, or the new offset of a load or store.</param>
internal readonly record struct CorePatch(CorePatchKind Kind, ulong Value = 0)
{
    public const int Load = 0;
    public const int LoadRegister = 1;
    public const int StoreImmediate = 2;
    public const int StoreRegister = 3;
    public const int Alu32 = 4;
    public const int Alu64 = 7;
    public const int ClassMask = 0x07;
    public const int SizeMask = 0x18;
    public const byte LoadOfTwoSlots = 0x18;

    private const int SourceIsRegister = 0x08;

    // The packed form of a patch begins with a number. If this number is less than Marks, it is one of the following marks. Otherwise, it
    // is the value of the patch plus Marks. So small values, which most patches have, take one byte.
    private const uint PoisonMark = 0;
    private const uint FailedMark = 1;
    private const uint OpenMark = 2;
    private const uint ResizeMark = 3;
    private const uint WideMark = 4;
    private const uint Marks = 5;

    /// <summary>The new size bits of a load or store; null if the size does not change.</summary>
    public byte? Size { get; init; }

    /// <summary>Whether the kernel's own BTF lacks the type, so that a kernel module may still have it.</summary>
    public bool IsOpen { get; init; }

    /// <summary>The reason why the relocation cannot be applied. <see cref="Write"/> does not store the reason.</summary>
    public string? Failure { get; init; }

    /// <param name="code">The first byte of the instruction.</param>
    /// <param name="content">The old value in the instruction: see <see cref="ContentOf"/>.</param>
    /// <param name="result">The value, or the information that the kernel lacks the type or field.</param>
    public static CorePatch Of(byte code, long? content, in CoreResult result) =>
        result.Failure is { } failure ? Fail(failure)
        : result.Outcome == CoreOutcome.Missing ? new CorePatch(CorePatchKind.Poison)
        : (code & ClassMask) switch
        {
            Alu32 or Alu64 => OfImmediate(code, content, result),
            LoadRegister or StoreImmediate or StoreRegister => OfOffset(code, content, result),
            Load => OfTwoSlots(code, content, result),
            _ => Fail("The instruction is neither arithmetic, nor a load or store."),
        };

    /// <summary>The value in an instruction that a CO-RE relocation replaces.</summary>
    /// <param name="code">The first byte of the instruction.</param>
    /// <param name="source">
    /// The source register. If it is not 0 in a load of a 64-bit value, the value is not a plain number, but for example a map's file
    /// descriptor.
    /// </param>
    /// <param name="offset">The offset of the instruction.</param>
    /// <param name="immediate">The immediate value of the instruction.</param>
    /// <param name="upper">The immediate value of the next instruction, if its code is 0; otherwise null.</param>
    /// <returns>
    /// The offset of a load or store, otherwise the immediate value; null for the load of a 64-bit value that is not a plain number.
    /// </returns>
    public static long? ContentOf(byte code, int source, short offset, int immediate, int? upper) => (code & ClassMask) switch
    {
        LoadRegister or StoreImmediate or StoreRegister => offset,
        Load => source == 0 && upper is { } high ? (uint)immediate | ((long)high << 32) : null,
        _ => immediate,
    };

    /// <summary>Stores the patch in as few bytes as possible.</summary>
    public void Write(List<byte> bytes)
    {
        if (IsOpen)
        {
            Packing.Write(bytes, OpenMark);
        }

        if (Kind != CorePatchKind.Value)
        {
            Packing.Write(bytes, Kind == CorePatchKind.Poison ? PoisonMark : FailedMark);
            return;
        }

        if (Size is { } size)
        {
            Packing.Write(bytes, ResizeMark);
            bytes.Add(size);
        }

        if (Value <= uint.MaxValue - Marks)
        {
            Packing.Write(bytes, (uint)Value + Marks);
        }
        else
        {
            Packing.Write(bytes, WideMark);
            Packing.Write(bytes, (uint)Value);
            Packing.Write(bytes, (uint)(Value >> 32));
        }
    }

    /// <summary>Reads the patch at the start of the bytes, and removes its bytes from the span.</summary>
    public static CorePatch Read(ref ReadOnlySpan<byte> bytes)
    {
        var (patch, mark) = (new CorePatch(CorePatchKind.Value), Packing.Read(ref bytes));
        if (mark == OpenMark)
        {
            (patch, mark) = (patch with { IsOpen = true }, Packing.Read(ref bytes));
        }

        if (mark == ResizeMark)
        {
            patch = patch with { Size = bytes[0] };
            bytes = bytes.Slice(1);
            mark = Packing.Read(ref bytes);
        }

        return mark switch
        {
            PoisonMark => patch with { Kind = CorePatchKind.Poison },
            FailedMark => patch with { Kind = CorePatchKind.Failed },
            WideMark => patch with { Value = Packing.Read(ref bytes) | ((ulong)Packing.Read(ref bytes) << 32) },
            _ => patch with { Value = mark - Marks },
        };
    }

    private static CorePatch OfImmediate(byte code, long? content, in CoreResult result) =>
        (code & SourceIsRegister) != 0 ? Fail("The instruction has no immediate value.")
        : result.IsChecked && (int?)content != (int)result.OldValue ? Unexpected(content, result)
        : new CorePatch(CorePatchKind.Value, result.NewValue);

    private static CorePatch OfOffset(byte code, long? content, in CoreResult result)
    {
        if (result.IsChecked && content != (long)result.OldValue)
        {
            return Unexpected(content, result);
        }

        if (result.NewValue > (ulong)short.MaxValue)
        {
            return Fail(
                $"The field's offset in the kernel is {result.NewValue} bytes. An instruction can access at most {short.MaxValue}.");
        }

        // A load instruction of another size would fill the upper bits of a signed field with zeros, so make the instruction invalid. A
        // program that tests for such a field first never reaches this instruction.
        return !result.CanResize ? new CorePatch(CorePatchKind.Poison)
            : result.NewSize == result.OldSize ? new CorePatch(CorePatchKind.Value, result.NewValue)
            : SizeOf(code) != result.OldSize
                ? Fail($"The instruction accesses {SizeOf(code)} bytes, but the field has {result.OldSize}.")
            : CodeOf(result.NewSize) is { } size ? new CorePatch(CorePatchKind.Value, result.NewValue) { Size = size }
            : Fail($"The field has {result.NewSize} bytes in the kernel. An instruction can access 1, 2, 4 or 8 bytes.");
    }

    private static CorePatch OfTwoSlots(byte code, long? content, in CoreResult result) =>
        code != LoadOfTwoSlots || content is null ? Fail("The instruction does not load a 64-bit number.")
        : result.IsChecked && (ulong)content != result.OldValue ? Unexpected(content, result)
        : new CorePatch(CorePatchKind.Value, result.NewValue);

    private static CorePatch Unexpected(long? value, in CoreResult result) =>
        Fail($"The instruction contains {value}, but the value in the object's types is {(long)result.OldValue}.");

    private static CorePatch Fail(string reason) => new(CorePatchKind.Failed) { Failure = reason };

    private static uint SizeOf(byte code) => (code & SizeMask) switch
    {
        0x00 => 4,
        0x08 => 2,
        0x10 => 1,
        _ => 8,
    };

    private static byte? CodeOf(uint size) => size switch
    {
        4 => 0x00,
        2 => 0x08,
        1 => 0x10,
        8 => 0x18,
        _ => null,
    };
}
