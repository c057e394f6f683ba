using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Checks;

/// <summary>
/// Compares the objects for several architectures that are one class. The members of the class must be the same for all of them: maps,
/// programs, types and options. Their code, their sizes that no C# type depends on, and the targets of their programs may differ.
/// </summary>
internal sealed class VariantChecks
{
    /// <summary>The most differences of two objects that are reported.</summary>
    private const int MostDifferences = 8;

    private readonly string _one;
    private readonly string _two;
    private readonly List<string> _differences = [];

    private VariantChecks(string one, string two) => (_one, _two) = (one, two);

    /// <param name="firstPath">The path of the object that stands for all objects of the class.</param>
    /// <param name="first">This object.</param>
    /// <param name="otherPath">The path of another object of the class.</param>
    /// <param name="other">The other object.</param>
    /// <returns>A problem for each difference; none if the class can carry both objects.</returns>
    public static IEnumerable<Problem> Run(string firstPath, ObjectModel first, string otherPath, ObjectModel other)
    {
        var checks = new VariantChecks(Path.GetFileName(firstPath), Path.GetFileName(otherPath));
        checks.Compare(first, other);
        return checks._differences.Take(MostDifferences)
            .Select(difference => Problem.Of(Rules.VariantsDiffer, checks._one, checks._two, difference));
    }

    private void Compare(ObjectModel first, ObjectModel other)
    {
        Lists(first.Maps, other.Maps, "map", "", map => map.Name, (left, right) => Map(left, right, first.HasTypes));
        Lists(first.Programs, other.Programs, "program", "", program => program.Name, Program);
        if (_differences.Count == 0)
        {
            InnerMaps(first, other);
        }

        Lists(first.Constants, other.Constants, "load constant", "", name => name, (_, _) => { });
        var (types, others) = (first.ValueTypes, other.ValueTypes);
        Lists(types.Structs, others.Structs, "type", "", type => type.Original, Struct);
        Lists(types.Enums, others.Enums, "type", "", type => type.Original, Enumeration);
        Lists(types.Arrays, others.Arrays, "array type", "", type => type.Name, (left, right) =>
            Differs($"array type {Printable.Name(left.Name)} has", Describe(left), Describe(right)));
        Lists(types.Opaque, others.Opaque, "type", "", type => type.Original, (left, right) =>
            Differs($"the name of type {Printable.Name(left.Original)} is", left.Name, right.Name));
        Lists(types.Constants, others.Constants, "constant", "", constant => constant.Original, (left, right) =>
            Differs($"constant {Printable.Name(left.Original)} is", left.Literal, right.Literal));
        Lists(types.Sections, others.Sections, "section", "", section => section.Original, Section);
    }

    /// <summary>Compares two lists by the names of their elements: both must have the same names in the same order.</summary>
    private void Lists<T>(
        IEnumerable<T> left, IEnumerable<T> right, string kind, string owner, Func<T, string> name, Action<T, T> compare)
    {
        var (lefts, rights) = (left.ToList(), right.ToList());
        var (leftNames, rightNames) = (lefts.ConvertAll(item => name(item)), rights.ConvertAll(item => name(item)));
        var (inLeft, inRight) = (new HashSet<string>(leftNames), new HashSet<string>(rightNames));
        var before = _differences.Count;
        _differences.AddRange(
            leftNames.Where(item => !inRight.Contains(item)).Select(item => $"{_two} has no {kind} {Printable.Name(item)}{owner}"));
        _differences.AddRange(
            rightNames.Where(item => !inLeft.Contains(item)).Select(item => $"{_one} has no {kind} {Printable.Name(item)}{owner}"));
        if (_differences.Count > before)
        {
            return;
        }

        if (lefts.Count != rights.Count)
        {
            _differences.Add($"{_one} has {lefts.Count} {kind}s{owner}, and {_two} has {rights.Count}");
            return;
        }

        for (var i = 0; i < lefts.Count; i++)
        {
            if (leftNames[i] != rightNames[i])
            {
                _differences.Add($"the order of the {kind}s{owner} differs: {Printable.Name(leftNames[i])} in {_one} has the place of "
                    + $"{Printable.Name(rightNames[i])} in {_two}");
                return;
            }

            compare(lefts[i], rights[i]);
        }
    }

    private void Map(MapModel left, MapModel right, bool hasTypes)
    {
        var map = $"map {Printable.Name(left.Name)}";
        Differs($"the type of {map} is", left.Type, right.Type);
        Differs($"the property of {map} is", left.Member, right.Member);
        Differs($"the key size of {map} is", left.KeySize, right.KeySize);

        // The class does not show the contents of a section without variables, such as text literals.
        if (left is not { Data: not null, Variables: null, ValueName: null } || !hasTypes)
        {
            Differs($"the value size of {map} is", left.ValueSize, right.ValueSize);
        }

        Differs($"the C# type of the keys of {map} is", left.KeyName, right.KeyName);
        Differs($"the C# type of the values of {map} is", left.ValueName, right.ValueName);
        Differs($"the C# type of {map} is", left.Variables, right.Variables);
        Differs($"whether {map} is only the inner map of another map is", left.IsTemplate, right.IsTemplate);
        Differs($"whether {map} has variables is", left.Data is not null, right.Data is not null);
        Differs($"whether {map} is read-only is", left.Data?.IsReadOnly, right.Data?.IsReadOnly);
        Differs($"the struct of {map} is", left.StructOps?.TypeName, right.StructOps?.TypeName);
        Lists(left.Config, right.Config, "configuration value", $" in {map}", value => value.Name, (one, two) =>
        {
            Differs($"the kind of {Printable.Name(one.Name)} is", one.Kind, two.Kind);
            Differs($"the size of {Printable.Name(one.Name)} is", one.Size, two.Size);
        });
    }

    private void Program(ProgramModel left, ProgramModel right)
    {
        var program = $"program {Printable.Name(left.Name)}";
        Differs($"the type of {program} is", left.Kind.Type, right.Kind.Type);
        Differs($"the property of {program} is", left.Member, right.Member);
        Differs($"the kind of section of {program} is", left.Kind.Name, right.Kind.Name);
        Differs($"the attach type of {program} is", left.Kind.AttachType, right.Kind.AttachType);
        Differs($"whether the section of {program} names a target is", left.Kind.Target is not null, right.Kind.Target is not null);
    }

    private void InnerMaps(ObjectModel first, ObjectModel other)
    {
        for (var i = 0; i < first.Maps.Count; i++)
        {
            Differs(
                $"the inner map of map {Printable.Name(first.Maps[i].Name)} is", Inner(first, first.Maps[i]), Inner(other, other.Maps[i]));
        }
    }

    private static string? Inner(ObjectModel model, MapModel map) =>
        map.InnerMap is { } inner && inner >= 0 && inner < model.Maps.Count ? model.Maps[inner].Name : null;

    private void Struct(StructType left, StructType right) => Whole(left, right, Printable.Name(left.Original), () =>
    {
        var type = $"type {Printable.Name(left.Original)}";
        Differs($"the size of {type} is", left.Size, right.Size);
        Differs($"the name of {type} is", left.Name, right.Name);
        Lists(left.Fields, right.Fields, "field", $" in {type}", field => field.Original, (one, two) =>
        {
            Differs($"the offset of field {Printable.Name(one.Original)} of {type} is", one.Offset, two.Offset);
            Differs($"the C# type of field {Printable.Name(one.Original)} of {type} is", one.Type, two.Type);
        });
    });

    private void Enumeration(EnumType left, EnumType right) => Whole(left, right, Printable.Name(left.Original), () =>
    {
        Differs($"the C# type of {Printable.Name(left.Original)} is", left.Underlying, right.Underlying);
        Lists(left.Values, right.Values, "value", $" in {Printable.Name(left.Original)}", value => value.Original, (one, two) =>
            Differs($"value {Printable.Name(one.Original)} is", one.Literal, two.Literal));
    });

    private void Section(SectionType left, SectionType right) => Whole(left, right, Printable.Name(left.Original), () =>
    {
        Differs($"the size of {left.Original} is", left.Size, right.Size);
        Lists(left.Variables, right.Variables, "variable", $" in {left.Original}", variable => variable.Original, (one, two) =>
        {
            Differs($"the offset of variable {Printable.Name(one.Original)} is", one.Offset, two.Offset);
            Differs($"the C# type of variable {Printable.Name(one.Original)} is", one.Type, two.Type);
            Differs($"the number of elements of variable {Printable.Name(one.Original)} is", one.Count, two.Count);
        });
    });

    /// <summary>Compares two types. If none of the compared parts differs, but the types do, reports the whole type.</summary>
    private void Whole<T>(T left, T right, string name, Action compare)
    {
        if (EqualityComparer<T>.Default.Equals(left, right))
        {
            return;
        }

        var before = _differences.Count;
        compare();
        if (_differences.Count == before)
        {
            _differences.Add($"{name} is not the same in {_one} and {_two}: its bit fields, arrays or omitted members differ");
        }
    }

    private void Differs<T>(string what, T left, T right)
    {
        if (!EqualityComparer<T>.Default.Equals(left, right))
        {
            _differences.Add($"{what} {Text(left)} in {_one}, and {Text(right)} in {_two}");
        }
    }

    private static string Text(object? value) => value switch
    {
        null => "none",
        bool flag => flag ? "true" : "false",
        string text => Printable.Name(text.Replace("global::BpfGen.", "")),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static string Describe(ArrayType type) => $"{type.Count.ToString(CultureInfo.InvariantCulture)} elements of {type.Element}";
}
