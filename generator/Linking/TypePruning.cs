using System;
using System.Linq;
using BpfGen.Generator.Btf;
using BpfGen.Generator.Elf;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Linking;

/// <summary>
/// Leaves out of an object's types what nothing of it needs: compilers describe every struct that a program mentions, down to the last member, and
/// most programs look at a few.
/// </summary>
internal static class TypePruning
{
    /// <returns>The object with the types that it needs, and every number that refers to one of them made new.</returns>
    public static ObjectModel Prune(ObjectModel model, BtfTypes types, ElfImage image)
    {
        var marks = Mark(model, types);
        var writer = new BtfWriter(types, marks, image);
        var pruned = model with
        {
            Maps = model.Maps.Select(map => map with { KeyType = writer.Id(map.KeyType), ValueType = writer.Id(map.ValueType) }).ToEquatableArray(),
            Programs = model.Programs.Select(program => program with { Information = Renumber(program.Information, writer) }).ToEquatableArray(),
        };

        // Only now does it have all its strings.
        var bytes = writer.ToArray();
        return pruned with { Types = new TypeInformation(Words.Of(image, bytes), bytes.Length) };
    }

    private static BtfMarks Mark(ObjectModel model, BtfTypes types)
    {
        var marks = new BtfMarks(types);
        foreach (var map in model.Maps)
        {
            marks.Whole(map.KeyType);
            marks.Whole(map.ValueType);
        }

        foreach (var information in model.Programs.Select(program => program.Information))
        {
            for (var i = 0; i + 2 <= information.Functions.Count; i += 2)
            {
                marks.Whole(information.Functions[i + 1]);
            }

            for (var i = 0; i + 4 <= information.CoreRelocations.Count; i += 4)
            {
                marks.Relocation(information.CoreRelocations[i + 1], types.NameAt(information.CoreRelocations[i + 2]) ?? "", information.CoreRelocations[i + 3]);
            }
        }

        marks.Tags();
        return marks;
    }

    private static CodeInformation Renumber(CodeInformation information, BtfWriter writer) => new(
        Change(information.Functions, 2, record => [record[0], writer.Id(record[1])]),
        Change(information.Lines, 4, record => [record[0], writer.Text(record[1]), writer.Text(record[2]), record[3]]),
        Change(information.CoreRelocations, 4, record => [record[0], writer.Id(record[1]), writer.Access(record[1], record[2]), record[3]]));

    private static EquatableArray<uint> Change(EquatableArray<uint> numbers, int perRecord, Func<uint[], uint[]> change) => Enumerable
        .Range(0, numbers.Count / perRecord)
        .SelectMany(record => change([.. Enumerable.Range(record * perRecord, perRecord).Select(i => numbers[i])]))
        .ToEquatableArray();
}
