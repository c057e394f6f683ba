using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Emission;

/// <summary>A property of the generated class: a map or a program.</summary>
/// <param name="Name">The name of the property.</param>
/// <param name="Type">The type of the property.</param>
/// <param name="Summary">The text of the property's XML documentation.</param>
internal sealed record Member(string Name, string Type, string Summary)
{
    /// <summary>The requirements on the kernel, as text of the property's XML documentation.</summary>
    public string Remarks { get; init; } = "";

    /// <summary>The index in the model's list of maps or programs.</summary>
    public int Index { get; init; }

    /// <summary>The map, or null for a program.</summary>
    public MapModel? Map { get; init; }

    /// <summary>
    /// For a map with global variables: their initial values, as 8-byte numbers. Empty if all bytes are zero, in all objects of the class.
    /// </summary>
    public EquatableArray<ulong> InitialWords { get; init; } = [];

    /// <summary>Whether <see cref="InitialWords"/> are packed in the generated code.</summary>
    public bool IsPacked { get; init; }

    /// <summary>The program, or null for a map.</summary>
    public ProgramModel? Program { get; init; }

    /// <summary>
    /// The name of the local variable and the parameter for the property. The suffix makes the name different from keywords and from other
    /// names in the generated code. No other variable and no property has this name. If a property had the name of the parameter, the
    /// constructor would assign the parameter to itself.
    /// </summary>
    public string Variable { get; init; } = char.ToLowerInvariant(Name[0]) + Name.Substring(1) + "Handle";

    /// <returns>The maps, then the programs, in the model's order.</returns>
    public static List<Member> Of(ObjectModel model, string className)
    {
        var names = Distinct(MemberNames.Of(model, className));
        var maps = model.Maps.Select((map, index) => (Map: map, Index: index)).Where(item => !item.Map.IsTemplate).ToList();
        return WithDistinctVariables(
        [
            .. maps.Select((item, i) => new Member(names[i].CSharp, HandleTypes.Of(item.Map, model), Describe(item.Map))
            {
                Index = item.Index,
                Map = item.Map,
                InitialWords = item.Map.Data?.Words ?? [],
                IsPacked = item.Map.Data is { } data && WordPacker.Halves(data.Words),
                Remarks = RequirementText.Of(item.Map),
            }),
            .. model.Programs.Select((program, i) =>
                new Member(names[maps.Count + i].CSharp, HandleTypes.Of(program), Describe(program))
                {
                    Index = i,
                    Program = program,
                    Remarks = RequirementText.Of(model, program),
                }),
        ]);
    }

    private static List<Member> WithDistinctVariables(List<Member> members)
    {
        // Two names can give the same variable: in lowercase, the Kelvin sign is 'k', for example.
        var taken = new HashSet<string>(members.Select(member => member.Name));
        return members.ConvertAll(member =>
        {
            var variable = member.Variable;
            while (!taken.Add(variable))
            {
                variable += "_";
            }

            return member with { Variable = variable };
        });
    }

    /// <summary>
    /// Makes equal names distinct. BPFGEN016 reports the equal names, so compiler errors about the same members would only distract.
    /// </summary>
    private static List<MemberName> Distinct(EquatableArray<MemberName> names)
    {
        // Do not change a name that occurs only once. A suffix for another name must not produce this name.
        var counts = names.GroupBy(name => name.CSharp).ToDictionary(group => group.Key, group => group.Count());
        var unique = new UniqueNames(counts.Where(pair => pair.Value == 1).Select(pair => pair.Key));
        return [.. names.Select(name => counts[name.CSharp] == 1 ? name : name with { CSharp = unique.Take(name.CSharp) })];
    }

    private static string Describe(MapModel map)
    {
        var name = $"<c>{CSharpText.Comment(map.Name)}</c>";
        var created = map.AutoCreate ? "" : " Not created by default.";
        if (map.StructOps is { } functions)
        {
            var type = $"<c>struct {CSharpText.Comment(functions.TypeName)}</c>";
            return $"The struct_ops map {name}: programs that the kernel calls as functions of a {type}.{created}";
        }

        if (map.Config.Count > 0)
        {
            return $"The kernel configuration values in section {name}: {Bytes(map.ValueSize)}, read-only after loading.";
        }

        if (map.Data is { } data && map.Type != MapType.Arena)
        {
            var access = data.IsReadOnly ? ", read-only after loading" : "";
            return $"The global variables of section {name}: {Bytes(map.ValueSize)}{access}.";
        }

        var parts = string.Join(", ", Parts(map));
        return $"Map {name}: {map.Type}{(parts.Length == 0 ? "" : ", ")}{parts}.{created}";
    }

    /// <summary>
    /// Describes the sizes of a map in the unit of its type: the capacity of a ring buffer is in bytes, and the capacity of an arena is in
    /// pages.
    /// </summary>
    private static IEnumerable<string> Parts(MapModel map)
    {
        var count = map.MaxEntries.ToString(CultureInfo.InvariantCulture);
        if (map.Type == MapType.Arena)
        {
            yield return $"at most {count} pages of memory that is shared with the programs";
            if (map.Data is not null)
            {
                yield return "with the object's <c>__arena</c> variables";
            }
        }
        else if (map.Type is MapType.RingBuffer or MapType.UserRingBuffer)
        {
            // If the map definition has no size, the load options must set the size.
            yield return map.MaxEntries == 0 ? "of a size that the load options set" : Bytes(map.MaxEntries);
        }
        else if (map.Type == MapType.PerfEventArray)
        {
            yield return map.MaxEntries == 0 ? "one buffer for each CPU" : $"one buffer for each CPU, at most {count}";
        }
        else
        {
            if (map.KeySize > 0)
            {
                yield return $"keys of {Bytes(map.KeySize)}";
            }

            if (map.ValueSize > 0)
            {
                yield return $"values of {Bytes(map.ValueSize)}";
            }

            // Storage maps have no limit on entries, so their MaxEntries is 0. For an array, omit "at most", because an array always has
            // all of its entries.
            if (map.MaxEntries > 0)
            {
                var most = map.Type is MapType.Array or MapType.PerCpuArray ? "" : "at most ";
                yield return $"{most}{count} {(map.MaxEntries == 1 ? "entry" : "entries")}";
            }
        }

        if (map.IsBuffer && map.ValueName is { } record)
        {
            yield return $"records of type <c>{CSharpText.Comment(record)}</c>";
        }

        if (map.PinPath is { } path)
        {
            yield return $"pinned at <c>{CSharpText.Comment(path)}</c>";
        }
        else if (map.Pinning != 0)
        {
            yield return $"pinning {map.Pinning.ToString(CultureInfo.InvariantCulture)}";
        }
    }

    private static string Bytes(uint count) => $"{count.ToString(CultureInfo.InvariantCulture)} byte{(count == 1 ? "" : "s")}";

    private static string Describe(ProgramModel program)
    {
        var count = program.InstructionCount.ToString(CultureInfo.InvariantCulture);
        var instructions = $"{count} instruction{(program.InstructionCount == 1 ? "" : "s")}";
        var loaded = program.AutoLoad ? "" : " Not loaded by default.";
        return $"Program <c>{CSharpText.Comment(program.Name)}</c>: {program.Kind.Type}, "
            + $"section <c>{CSharpText.Comment(program.Section)}</c>, {instructions}.{loaded}";
    }
}
