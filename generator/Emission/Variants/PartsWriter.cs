using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using BpfGen.Generator.Diagnostics;

namespace BpfGen.Generator.Emission;

/// <summary>
/// Writes the parts of a class that come from its objects. A part that is the same for all objects is written once. Of any other part, the
/// class only has a member that selects the object, and the parts are in a nested class for each object.
/// </summary>
internal sealed class PartsWriter
{
    private readonly CodeWriter _writer;
    private readonly List<ObjectParts> _objects;
    private readonly VariantSwitch _switch;
    private readonly CancellationToken _cancel;

    /// <summary>For each object: the parts that only it has.</summary>
    private readonly List<List<string>> _own;

    /// <summary>The classes with tables; their texts for each object, or null if these are equal.</summary>
    private readonly List<(string Name, Action<ObjectParts, CodeWriter> Write, string[]? Texts)> _tables;

    public PartsWriter(CodeWriter writer, string objectName, List<ObjectParts> objects, CancellationToken cancel)
    {
        _writer = writer;
        _objects = objects;
        _switch = new VariantSwitch(objectName, [.. objects.Select(parts => parts.Variant)]);
        _cancel = cancel;
        _own = objects.ConvertAll(_ => new List<string>());
        _tables =
        [
            Table("Definitions", (parts, output) => parts.WriteDefinitions(output)),
            Table("SignedLoader", (parts, output) => parts.WriteSigned(output)),
            Table("ProgramCode", (parts, output) => parts.WriteCode(output)),
            Table("KernelValues", (parts, output) => parts.WriteKernelValues(output)),
            Table("TypeInformation", (parts, output) => parts.WriteTypes(output)),
            Table("InitialData", (parts, output) => parts.WriteVariables(output)),
            Table("InitialSlots", (parts, output) => parts.WriteSlots(output)),
        ];
    }

    /// <summary>Writes a property that reads no tables.</summary>
    /// <param name="declaration">The declaration of the property, without its value.</param>
    /// <param name="write">Writes the property of an object.</param>
    public void WriteProperty(string declaration, Action<ObjectParts, CodeWriter> write)
    {
        if (Texts(write) is { } texts)
        {
            _switch.Write(_writer, declaration, declaration.Substring(declaration.LastIndexOf(' ') + 1));
            Keep(texts);
        }
        else
        {
            write(_objects[0], _writer);
        }
    }

    /// <summary>Writes the method that loads the object.</summary>
    public void WriteLoad(string declaration)
    {
        if (_tables.Exists(table => table.Texts is not null) || Texts((parts, output) => parts.WriteLoad(output)) is not null)
        {
            _switch.Write(_writer, declaration, "Load(options)");
            Keep([.. _objects.Select(parts => TextOf(parts, (own, output) => own.WriteLoad(output)))]);
        }
        else
        {
            _objects[0].WriteLoad(_writer);
        }
    }

    /// <summary>Writes a table that is the same for all objects, or the members of the table that the options read.</summary>
    public void WriteTable(string name)
    {
        var (_, write, texts) = _tables.Find(table => table.Name == name);
        if (texts is null)
        {
            write(_objects[0], _writer);
            return;
        }

        Keep([.. texts.Select(text => Replaced(text, $"private static class {name}", $"public static class {name}"))]);
        if (name == "Definitions")
        {
            Forward(
                name,
                "The maps and programs as the object defines them.",
                _objects[0].Definitions.Members().Select(member => ("global::BpfGen.Loading." + member.Type, member.Name)));
        }
        else if (name == "InitialData")
        {
            Forward(
                name,
                "The initial values of the global variables.",
                DataEmitter.Sections(_objects[0].Members).Select(member => ("global::System.ReadOnlySpan<ulong>", member.Name)));
        }
    }

    /// <summary>Writes the nested classes with the parts that differ.</summary>
    public void WriteVariants()
    {
        if (_own[0].Count == 0)
        {
            return;
        }

        _writer.Line();
        _writer.Line($"/// <summary>The parts that differ between the objects for {CSharpText.Comment(_switch.Names)}.</summary>");
        _writer.Open($"private static class {VariantSwitch.Class}");
        for (var i = 0; i < _objects.Count; i++)
        {
            if (i > 0)
            {
                _writer.Line();
            }

            var variant = _objects[i].Variant;
            _writer.Line("#nullable enable");
            _writer.Line($"/// <summary>The parts of <c>{CSharpText.Comment(System.IO.Path.GetFileName(variant.Path))}</c>.</summary>");
            _writer.Open($"public static class {variant.Variant!.ClassName}");
            for (var part = 0; part < _own[i].Count; part++)
            {
                if (part > 0 && !_own[i][part].StartsWith("\n", StringComparison.Ordinal))
                {
                    _writer.Line();
                }

                _writer.Block(part > 0 ? _own[i][part] : _own[i][part].TrimStart('\n'));
            }

            _writer.Close();
        }

        _writer.Close();
    }

    private void Forward(string name, string summary, IEnumerable<(string Type, string Name)> members)
    {
        _writer.Line();
        _writer.Line($"/// <summary>{summary} They depend on the architecture of the process.</summary>");
        _writer.Open($"private static class {name}");
        var isFirst = true;
        foreach (var (type, member) in members)
        {
            OptionsEmitter.Separate(_writer, ref isFirst);
            _switch.Write(_writer, $"public static {type} {member}", $"{name}.{member}");
        }

        _writer.Close();
    }

    private (string Name, Action<ObjectParts, CodeWriter> Write, string[]? Texts) Table(
        string name, Action<ObjectParts, CodeWriter> write) => (name, write, Texts(write));

    /// <returns>The texts of a part, one for each object; null if they are equal.</returns>
    private string[]? Texts(Action<ObjectParts, CodeWriter> write)
    {
        if (_objects.Count == 1)
        {
            return null;
        }

        var texts = _objects.Select(parts => TextOf(parts, write)).ToArray();
        return texts.Distinct().Skip(1).Any() ? texts : null;
    }

    private string TextOf(ObjectParts parts, Action<ObjectParts, CodeWriter> write)
    {
        var writer = new CodeWriter(new Effort(parts.Model.Size, _cancel));
        write(parts, writer);
        return writer.ToString();
    }

    private void Keep(string[] texts)
    {
        for (var i = 0; i < texts.Length; i++)
        {
            if (texts[i].Length > 0)
            {
                _own[i].Add(texts[i]);
            }
        }
    }

    private static string Replaced(string text, string old, string replacement)
    {
        var place = text.IndexOf(old, StringComparison.Ordinal);
        return place < 0 ? text : text.Substring(0, place) + replacement + text.Substring(place + old.Length);
    }
}
