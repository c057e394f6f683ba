using System;
using System.Linq;
using BpfGen.Generator.Btf;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Model;
using BpfGen.Wire;

namespace BpfGen.Generator.Linking;

/// <summary>
/// Removes the BTF types and members that the object does not need. Compilers describe every struct that a program mentions, with all
/// members, but most programs access only a few members.
/// </summary>
internal static class TypePruning
{
    /// <returns>The object with only the types that it needs. All type ids and string offsets in the object are new.</returns>
    public static ObjectModel Prune(ObjectModel model, BtfTypes types)
    {
        var marks = Mark(model, types);
        var writer = new BtfWriter(types, marks);
        var pruned = model with
        {
            Maps = model.Maps.Select(map => map with { KeyType = writer.Id(map.KeyType), ValueType = writer.Id(map.ValueType) })
                .ToEquatableArray(),
            Functions = model.Functions.Select(function => function with { Information = Renumber(function.Information, writer) })
                .ToEquatableArray(),
        };

        // Read the strings last, because the changes above add strings to the writer.
        return pruned with { Types = new TypeInformation(writer.Records.ToEquatableArray(), writer.Strings.ToEquatableArray()) };
    }

    private static BtfMarks Mark(ObjectModel model, BtfTypes types)
    {
        var marks = new BtfMarks(types);
        foreach (var map in model.Maps)
        {
            marks.Whole(map.KeyType);
            marks.Whole(map.ValueType);
        }

        foreach (var information in model.Functions.Select(function => function.Information))
        {
            marks.Whole(information.Type);
            for (var i = 0; i + Packing.NumbersPerRecord <= information.CoreRelocations.Count; i += Packing.NumbersPerRecord)
            {
                marks.Relocation(
                    information.CoreRelocations[i + 1],
                    types.Strings.At(information.CoreRelocations[i + 2]) ?? "",
                    information.CoreRelocations[i + 3]);
            }
        }

        marks.Tags();
        return marks;
    }

    private static CodeInformation Renumber(CodeInformation information, BtfWriter writer) => new(
        writer.Id(information.Type),
        Change(information.Lines, line => (line[1], line[2]) = (writer.Text(line[1]), writer.Line(line[2]))),
        Change(
            information.CoreRelocations,
            relocation => (relocation[1], relocation[2]) = (writer.Id(relocation[1]), writer.Access(relocation[1], relocation[2]))));

    private static EquatableArray<uint> Change(EquatableArray<uint> numbers, RecordChange change)
    {
        var changed = numbers.AsSpan().ToArray();
        for (var i = 0; i + Packing.NumbersPerRecord <= changed.Length; i += Packing.NumbersPerRecord)
        {
            change(changed.AsSpan(i, Packing.NumbersPerRecord));
        }

        return new EquatableArray<uint>(changed);
    }

    private delegate void RecordChange(Span<uint> record);
}
