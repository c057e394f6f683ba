using System;
using System.Collections.Generic;
using System.Linq;
using BpfGen.Btf;
using BpfGen.CoreRelocations;
using BpfGen.Generator.Linking;
using BpfGen.Generator.Model;
using BpfGen.Tool.Files;

namespace BpfGen.Tool.MinimalBtf;

/// <summary>The part of a kernel's BTF that the CO-RE relocations of objects need.</summary>
/// <param name="Bytes">The BTF.</param>
/// <param name="Types">The number of types.</param>
internal sealed record MinimalBtfFile(byte[] Bytes, int Types)
{
    /// <summary>Creates the part of a kernel's BTF that objects need.</summary>
    /// <param name="kernel">The BTF of the kernel.</param>
    /// <param name="models">The objects.</param>
    /// <exception cref="ToolException">
    /// With the result, a relocation would have another value than with the kernel's complete BTF.
    /// </exception>
    public static MinimalBtfFile Of(BtfFile kernel, IReadOnlyList<ObjectModel> models)
    {
        var full = new KernelTypes("", kernel.Types);
        var marks = new KernelMarks(kernel.Types);
        foreach (var (local, relocation) in models.SelectMany(Relocations))
        {
            Mark(marks, full, local, relocation);
        }

        // Keep a member of the kernel's register struct, because a build that embeds CO-RE values recognizes the kernel's architecture by
        // that member.
        if (KernelMachine.RegisterOf(full.Machine) is { } register)
        {
            full.Named(KernelMachine.RegisterStruct).ToList().ForEach(id => marks.Named(id, register));
        }

        var bytes = Write(kernel, marks);
        var minimal = new KernelTypes("", new BtfTypeList(bytes, kernel.IsLittleEndian));
        foreach (var group in models.SelectMany(Relocations).GroupBy(item => item.Local))
        {
            Compare(group.Key, group.Select(item => item.Relocation), full, minimal, kernel.IsLittleEndian);
        }

        return new MinimalBtfFile(bytes, marks.Kept.Count);
    }

    /// <summary>Whether an object uses ids of the kernel's types. With the minimal BTF, such an object gets other ids.</summary>
    public static bool UsesIds(ObjectModel model) =>
        Relocations(model).Any(item => item.Relocation.Kind == CoreRelocationKind.TypeIdTarget);

    /// <summary>Returns the CO-RE relocations of an object without duplicates, each with the object's types.</summary>
    private static IEnumerable<(BtfTypeList Local, CoreRelocation Relocation)> Relocations(ObjectModel model)
    {
        if (model.Types is not { } types)
        {
            return [];
        }

        var local = new BtfTypeList(TypeBytes.Of(types, model.IsLittleEndian), model.IsLittleEndian);
        return model.Functions.SelectMany(CoreRecords.Of).Select(record => record.Relocation).Distinct()
            .Select(relocation => (local, relocation)).ToList();
    }

    private static void Mark(KernelMarks marks, KernelTypes kernel, BtfTypeList local, CoreRelocation relocation)
    {
        if (relocation.Kind == CoreRelocationKind.TypeIdLocal
            || local.At(relocation.Type) is not { Id: not 0 } type
            || CoreAccess.TryRead(local, relocation) is not { } access)
        {
            return;
        }

        foreach (var (types, id) in kernel.Find(type))
        {
            if (relocation.Kind == CoreRelocationKind.TypeMatches)
            {
                if (new TypeMatcher(local, types).Match(relocation.Type, id))
                {
                    marks.Whole(id);
                }
            }
            else if (CoreRelocationKinds.IsOfType(relocation.Kind))
            {
                if (TypeCompatibility.OfTypes(local, relocation.Type, types, id))
                {
                    marks.Shape(id);
                }
            }
            else if (CoreRelocationKinds.IsOfEnumerator(relocation.Kind))
            {
                if (AccessMatcher.TryMatchEnumerator(access, types, id) is { } enumerator)
                {
                    marks.Enumerator(enumerator);
                }
            }
            else if (AccessMatcher.TryMatchField(access, types, id) is { } field)
            {
                marks.Field(field);
            }
        }
    }

    private static byte[] Write(BtfFile kernel, KernelMarks marks)
    {
        var ids = new Dictionary<uint, uint> { [0] = 0 };
        foreach (var id in marks.Kept)
        {
            ids.Add(id, (uint)ids.Count);
        }

        var writer = new BtfImageWriter(kernel.IsLittleEndian);
        foreach (var id in marks.Kept)
        {
            var type = kernel.Types.At(id)!.Value;
            var members = marks.MembersOf(id);
            var hasMembers = BtfKinds.IsComposite(type.Kind) || BtfKinds.IsEnum(type.Kind);
            var count = hasMembers ? (uint)members.Count : (uint)type.Count;
            var last = BtfKinds.HasSize(type.Kind) ? type.SizeOrType
                : type.Kind == BtfKind.Pointer && !marks.IsFollowed(id) ? 0
                : ids.GetValueOrDefault(type.SizeOrType);
            writer.Write(Text(type.Name), (type.Info & ~BtfKinds.CountMask) | count, last);
            if (hasMembers)
            {
                var (size, isEnum) = (BtfKinds.SizeOf(type.Kind).Each / sizeof(uint), BtfKinds.IsEnum(type.Kind));
                foreach (var place in members.Select(index => index * size))
                {
                    writer.Write(Text(type.Number(place)), isEnum ? type.Number(place + 1) : ids[type.Number(place + 1)]);
                    if (size > 2)
                    {
                        writer.Write(type.Number(place + 2));
                    }
                }
            }
            else if (type.Kind == BtfKind.Array)
            {
                writer.Write(ids[type.Number(0)], ids[type.Number(1)], type.Number(2));
            }
            else if (type.Kind == BtfKind.FunctionPrototype)
            {
                for (var i = 0; i < type.Count; i++)
                {
                    writer.Write(0, ids[type.Number((i * 2) + 1)]);
                }
            }
            else if (type.Kind == BtfKind.Int)
            {
                writer.Write(type.Number(0));
            }
        }

        return writer.ToArray();

        uint Text(uint name) => writer.Text(kernel.Types.TextAt(name));
    }

    private static void Compare(
        BtfTypeList local, IEnumerable<CoreRelocation> relocations, KernelTypes full, KernelTypes minimal, bool isLittleEndian)
    {
        var (expected, found) = (new CoreResolver(local, full, isLittleEndian), new CoreResolver(local, minimal, isLittleEndian));
        foreach (var relocation in relocations)
        {
            var (one, other) = (expected.Resolve(relocation), found.Resolve(relocation));
            if (relocation.Kind == CoreRelocationKind.TypeIdTarget)
            {
                // The type has different ids in the two files, so compare only whether both files have the type.
                (one, other) = (one with { NewValue = Math.Min(one.NewValue, 1) }, other with { NewValue = Math.Min(other.NewValue, 1) });
            }

            if (one != other)
            {
                throw new ToolException(
                    $"The minimal BTF gives {AccessText.Of(local, relocation)} another value than the kernel's BTF. Use the kernel's BTF, "
                    + "and report this object.");
            }
        }
    }
}
