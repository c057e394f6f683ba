using System.Collections.Generic;
using System.Linq;
using System.Threading;
using BpfGen.Btf;
using BpfGen.CoreRelocations;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Model;
using BpfGen.Wire;

namespace BpfGen.Generator.Linking;

/// <summary>
/// Resolves the CO-RE relocations of an object for the kernels for which the project embeds values. Kernels with the same values share a
/// table.
/// </summary>
internal static class KernelValues
{
    /// <returns>The tables; null if the object has no CO-RE relocations, or if there are no kernels.</returns>
    public static EmbeddedValues? Of(ObjectModel model, IReadOnlyList<KernelTypes> kernels, CancellationToken cancel)
    {
        if (kernels.Count == 0 || model.Types is not { } information)
        {
            return null;
        }

        var all = RelocationsOf(model).ToList();
        var (slots, relocations) = (new CoreSlots(all.Count), new List<(CoreRelocation Relocation, byte Code, long? Content)>());
        foreach (var (relocation, code, content) in all)
        {
            if (slots.Of(relocation, code) == relocations.Count)
            {
                relocations.Add((relocation, code, content));
            }
        }

        if (relocations.Count == 0)
        {
            return null;
        }

        var local = new BtfTypeList(TypeBytes.Of(information, model.IsLittleEndian), model.IsLittleEndian);
        var tables = new List<byte>();
        var known = new Dictionary<EquatableArray<byte>, uint>();
        var packed = new List<byte>();
        Packing.Write(packed, (uint)relocations.Count);
        foreach (var kernel in kernels)
        {
            cancel.ThrowIfCancellationRequested();
            var number = 0u;
            if (kernel.IsLittleEndian == model.IsLittleEndian)
            {
                var table = TableOf(relocations, local, kernel);
                if (!known.TryGetValue(table, out number))
                {
                    known.Add(table, number = (uint)known.Count + 1);
                    tables.AddRange(table);
                }
            }

            Packing.Write(packed, number);
        }

        packed.AddRange(tables);
        return new EmbeddedValues(
            kernels.Select(kernel => kernel.Key).ToEquatableArray(), new EquatableArray<byte>([.. packed]), relocations.Count, known.Count);
    }

    private static EquatableArray<byte> TableOf(
        List<(CoreRelocation Relocation, byte Code, long? Content)> relocations, BtfTypeList local, KernelTypes kernel)
    {
        var resolver = new CoreResolver(local, kernel, kernel.IsLittleEndian);
        var bytes = new List<byte>();
        foreach (var (relocation, code, content) in relocations)
        {
            var patch = CorePatch.Of(code, content, resolver.Resolve(relocation));
            (patch with { IsOpen = IsOpen(relocation, patch, local, kernel) }).Write(bytes);
        }

        return new EquatableArray<byte>([.. bytes]);
    }

    /// <summary>Whether a kernel module may have the type, because the kernel itself does not have it.</summary>
    private static bool IsOpen(in CoreRelocation relocation, in CorePatch patch, BtfTypeList local, KernelTypes kernel) =>
        relocation.Kind != CoreRelocationKind.TypeIdLocal
        && patch.Kind != CorePatchKind.Failed
        && local.At(relocation.Type) is { Name: not 0 } type
        && kernel.Find(type).Count == 0
        && !FixedLayouts.Contains(local.TextAt(type.Name));

    /// <summary>The relocations in the order of the code, each with its instruction.</summary>
    private static IEnumerable<(CoreRelocation Relocation, byte Code, long? Content)> RelocationsOf(ObjectModel model)
    {
        foreach (var function in model.Functions)
        {
            foreach (var (place, relocation) in CoreRecords.Of(function))
            {
                yield return place < function.Instructions.Count
                    ? (relocation, At(function, place, model).Code, ContentOf(function, place, model))
                    : (relocation, (byte)0, null);
            }
        }
    }

    private static long? ContentOf(FunctionModel function, int place, ObjectModel model)
    {
        var instruction = At(function, place, model);
        int? upper = place + 1 < function.Instructions.Count && At(function, place + 1, model) is { Code: 0 } next ? next.Immediate : null;
        return CorePatch.ContentOf(instruction.Code, instruction.Source, instruction.Offset, instruction.Immediate, upper);
    }

    private static Instruction At(FunctionModel function, int place, ObjectModel model) =>
        new(function.Instructions[place], model.IsLittleEndian);
}
