using System;
using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Emission;

/// <summary>
/// Writes the parts of a class that come from one object. If the class has several objects, each part is written once for each object
/// whose part is different.
/// </summary>
internal sealed class ObjectParts(PlannedHandle handle, VariantModel variant, List<Member> members)
{
    private readonly DefinitionsEmitter _definitions = new(variant.Model, handle.ObjectName, members);
    private CodeEmitter? _code;

    public VariantModel Variant => variant;

    public ObjectModel Model => variant.Model;

    public List<Member> Members => members;

    public DefinitionsEmitter Definitions => _definitions;

    public void WriteRequirements(CodeWriter writer) => RequirementsEmitter.WriteProperty(writer, Model, variant.Signed);

    public void WriteLoad(CodeWriter writer)
    {
        if (variant.Signed is { } signed)
        {
            SignedLoadEmitter.WriteMethod(writer, handle, Model, signed, _definitions, members);
        }
        else
        {
            LoadEmitter.WriteMethod(writer, handle, Model, CodeOf(writer), _definitions, members);
        }
    }

    public void WriteDefinition(CodeWriter writer) =>
        new DefinitionEmitter(writer, Model, handle.ObjectName, members).Write(handle.License ?? Model.License);

    public void WriteDefinitions(CodeWriter writer) => _definitions.Write(writer);

    /// <summary>Writes the loader program of a signed object.</summary>
    public void WriteSigned(CodeWriter writer)
    {
        if (variant.Signed is { } signed)
        {
            SignedLoadEmitter.WriteTables(writer, signed);
        }
    }

    // The following tables are part of the data of a signed object.

    public void WriteCode(CodeWriter writer) => WriteUnsigned(() => CodeOf(writer).WriteCode());

    public void WriteKernelValues(CodeWriter writer) => WriteUnsigned(() => CodeOf(writer).WriteKernelValues());

    public void WriteTypes(CodeWriter writer) => WriteUnsigned(() => DataEmitter.WriteTypes(writer, Model));

    public void WriteVariables(CodeWriter writer) =>
        WriteUnsigned(() => DataEmitter.WriteVariables(writer, members, Model.IsLittleEndian));

    public void WriteSlots(CodeWriter writer) => WriteUnsigned(() => DataEmitter.WriteSlots(writer, Model));

    /// <summary>
    /// The parts of each object. The initial values of a section have the same form in all of them, because the options, which all objects
    /// share, read them, too.
    /// </summary>
    public static List<ObjectParts> Of(PlannedHandle handle, IReadOnlyList<VariantModel> variants)
    {
        var all = variants.Select(variant => Member.Of(variant.Model, handle.Class.Name)).ToList();
        for (var i = 0; i < all[0].Count && all.Count > 1; i++)
        {
            if (!all.Exists(members => members[i].InitialWords.Count > 0))
            {
                continue;
            }

            foreach (var members in all.Where(members => members[i].InitialWords.Count == 0))
            {
                var count = (members[i].Map!.ValueSize + sizeof(ulong) - 1) / sizeof(ulong);
                members[i] = members[i] with { InitialWords = new ulong[count].ToEquatableArray() };
            }

            var isPacked = all.TrueForAll(members => WordPacker.Halves(members[i].InitialWords));
            all.ForEach(members => members[i] = members[i] with { IsPacked = isPacked });
        }

        return [.. variants.Select((variant, i) => new ObjectParts(handle, variant, all[i]))];
    }

    private void WriteUnsigned(Action write)
    {
        if (variant.Signed is null)
        {
            write();
        }
    }

    /// <summary>The emitter of the code, which is created once for a writer, because it packs the tables.</summary>
    private CodeEmitter CodeOf(CodeWriter writer) => _code is { } code && code.Writer == writer
        ? code
        : _code = new CodeEmitter(writer, Model) { KernelValues = variant.Values };
}
