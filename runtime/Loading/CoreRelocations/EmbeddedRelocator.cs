using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using BpfGen.Btf;
using BpfGen.CoreRelocations;
using BpfGen.Interop;
using BpfGen.Wire;

namespace BpfGen.Loading;

/// <summary>
/// Applies CO-RE relocations whose values were computed for the running kernel at build time. Reads the kernel's BTF only for a relocation
/// without such a value.
/// </summary>
/// <param name="table">The change that each relocation makes to its instruction. The index is the number of the relocation.</param>
/// <param name="usual">The relocator for relocations without such a value; null if the kernel applies them.</param>
/// <param name="hasBtf">Whether the running kernel has BTF, in which the usual relocator can find values that the table lacks.</param>
internal sealed class EmbeddedRelocator(CorePatch[] table, ProgramRelocator? usual, bool hasBtf) : ProgramRelocator
{
    private CoreSlots? _slots;

    /// <summary>Finds the values for the running kernel.</summary>
    /// <param name="kernels">The keys of the kernels for which values were computed at build time.</param>
    /// <param name="packed">
    /// The number of values in each table; then one number for each kernel, which is 0 if the kernel has no table, and otherwise the index
    /// of its table plus 1; then the tables.
    /// </param>
    /// <param name="usual">The relocator for relocations without such a value; null if the kernel applies them.</param>
    /// <returns>The relocator; null if no values were computed for the running kernel at build time.</returns>
    public static EmbeddedRelocator? Find(ReadOnlySpan<ulong> kernels, ReadOnlySpan<ulong> packed, ProgramRelocator? usual)
    {
        var (hasBtf, withMachine, withoutMachine) = Ask();
        var kernel = IndexOf(withMachine, kernels, hasBtf);
        kernel = kernel < 0 ? IndexOf(withoutMachine, kernels, hasBtf) : kernel;
        if (kernel < 0)
        {
            return null;
        }

        var bytes = MemoryMarshal.AsBytes(packed);
        var count = (int)Packing.Read(ref bytes);
        var chosen = 0u;
        for (var i = 0; i < kernels.Length; i++)
        {
            var number = Packing.Read(ref bytes);
            chosen = i == kernel ? number : chosen;
        }

        if (chosen == 0)
        {
            return null;
        }

        var table = new CorePatch[count];
        for (var i = 0; i < chosen; i++)
        {
            for (var slot = 0; slot < count; slot++)
            {
                table[slot] = CorePatch.Read(ref bytes);
            }
        }

        return new EmbeddedRelocator(table, usual, hasBtf);
    }

    /// <inheritdoc/>
    public override ProgramRelocator ForNewLoad() => new EmbeddedRelocator(table, usual?.ForNewLoad(), hasBtf);

    /// <inheritdoc/>
    public override void Apply(
        ProgramCode program,
        in ObjectCode code,
        ReadOnlySpan<byte> types,
        ProgramDefinition definition,
        string objectName,
        List<IDisposable> held)
    {
        _slots ??= Number(code);
        var relocations = program.Information.CoreRelocations;
        var instructions = MemoryMarshal.Cast<ulong, Instruction>(program.Instructions);
        var patches = new CorePatch[relocations.Length / Packing.NumbersPerRecord];
        for (var i = 0; i < patches.Length; i++)
        {
            var record = relocations[(i * Packing.NumbersPerRecord)..];
            patches[i] = table[_slots.Of(CoreRelocation.Of(record), instructions[CoreRelocation.InstructionOf(record)].Code)];

            // The values from the build do not include the types of kernel modules, and they do not state why a relocation failed. So if
            // the kernel has BTF, use it to resolve such a relocation or to explain the failure.
            if (hasBtf && (patches[i].IsOpen || patches[i].Kind == CorePatchKind.Failed))
            {
                usual?.Apply(program, code, types, definition, objectName, held);
                return;
            }
        }

        for (var i = 0; i < patches.Length; i++)
        {
            var record = relocations[(i * Packing.NumbersPerRecord)..];
            if (patches[i].Kind == CorePatchKind.Failed)
            {
                throw CoreFailures.Of(
                    "BpfGen could not resolve it for this kernel at build time.",
                    CoreRelocation.InstructionOf(record),
                    CoreRelocation.Of(record),
                    types,
                    definition,
                    objectName);
            }

            CorePatcher.Write(instructions[CoreRelocation.InstructionOf(record)..], patches[i]);
        }

        program.IsCoreResolved = true;
    }

    private static KernelKeys Ask()
    {
        var file = Libc.Open(KernelBtfIndex.Path, Libc.OpenReadOnly | Libc.OpenCloseOnExec);
        var size = 0L;
        if (file >= 0)
        {
            size = Libc.Seek(file, 0, Libc.SeekEnd);
            _ = Libc.Close(file);
        }
        else if (Errno.Last != Errno.ENOENT)
        {
            // The kernel may have BTF, whose size is unknown. The values for another kernel of the same release would be wrong, so use
            // none.
            return new KernelKeys(HasBtf: true, 0, 0);
        }

        var (withMachine, withoutMachine) = RunningKernel.Keys(size);
        return new KernelKeys(file >= 0, withMachine, withoutMachine);
    }

    /// <summary>
    /// Finds the running kernel in the list. If the running kernel has BTF, the method compares both the release and the size of the BTF,
    /// because kernels of one release can be built with different options. If the running kernel has no BTF, the method compares only the
    /// release.
    /// </summary>
    private static int IndexOf(ulong key, ReadOnlySpan<ulong> kernels, bool hasBtf)
    {
        for (var i = 0; i < kernels.Length; i++)
        {
            if (hasBtf ? kernels[i] == key : KernelKey.ReleaseOf(kernels[i]) == KernelKey.ReleaseOf(key))
            {
                return i;
            }
        }

        return -1;
    }

    private static CoreSlots Number(in ObjectCode code)
    {
        var relocations = code.CoreRelocations;
        var slots = new CoreSlots(relocations.Length / Packing.NumbersPerRecord);
        var instructions = MemoryMarshal.Cast<ulong, Instruction>(code.Instructions);
        for (var i = 0; i < relocations.Length; i += Packing.NumbersPerRecord)
        {
            slots.Of(CoreRelocation.Of(relocations[i..]), instructions[CoreRelocation.InstructionOf(relocations[i..])].Code);
        }

        return slots;
    }

    /// <summary>Whether the running kernel has BTF, and its keys in the tables: see <see cref="RunningKernel.Keys"/>.</summary>
    private readonly record struct KernelKeys(bool HasBtf, ulong WithMachine, ulong WithoutMachine);
}
