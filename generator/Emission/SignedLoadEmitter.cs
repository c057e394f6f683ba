using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Model;
using BpfGen.KernelFacts;

namespace BpfGen.Generator.Emission;

/// <summary>
/// Writes what a class has in place of its code and its load options if its object is signed: the loader program with its signatures, and a
/// <c>Load()</c> that runs it.
/// </summary>
internal static class SignedLoadEmitter
{
    /// <summary>The options of every object that do not apply to a signed one, and why.</summary>
    private static readonly (string Type, string Name, string Reason)[] Refused =
    [
        ("string?", "PinRoot", "A signed object pins no map during the load. Pin maps after it, with Pin()."),
        ("global::BpfGen.KernelBtf?", "KernelBtf", "The kernel loads a signed object with its own types."),
        ("string?", "TokenPath", "A signed object cannot be loaded with a BPF token."),
    ];

    /// <summary>Writes the class <c>LoadOptions</c>. The build decides everything but the keyring.</summary>
    public static void WriteOptions(CodeWriter writer)
    {
        writer.Line();
        writer.Line("/// <summary>Options of <c>Load</c>. The object is signed, so it has no options that change its maps, programs or "
            + "variables.</summary>");
        writer.Open("public sealed class LoadOptions : global::BpfGen.Loading.ObjectOptions");
        writer.Line("/// <summary>The keyring with the certificate of the signature. Null to load the object without checking its "
            + "signature.</summary>");
        writer.Open("public new global::BpfGen.BpfKeyring? Keyring");
        writer.Line("get => base.Keyring;");
        writer.Line("set => base.Keyring = value;");
        writer.Close();
        foreach (var (type, name, reason) in Refused)
        {
            writer.Line();
            writer.Line($"/// <summary>Not an option of a signed object. {reason}</summary>");
            writer.Line("[global::System.ComponentModel.EditorBrowsable(global::System.ComponentModel.EditorBrowsableState.Never)]");
            writer.Line($"[global::System.Obsolete({CSharpText.Literal(reason)}, error: true)]");
            writer.Open($"public new {type} {name}");
            writer.Line($"get => base.{name};");
            writer.Line($"set => base.{name} = value;");
            writer.Close();
        }

        writer.Close();
    }

    /// <summary>Writes the class <c>SignedLoader</c>.</summary>
    public static void WriteTables(CodeWriter writer, SignedObject signed)
    {
        writer.Line();
        writer.Line("/// <summary>The program that loads the object, and its signatures.</summary>");
        writer.Open("private static class SignedLoader");
        writer.Line("/// <summary>The instructions, packed without their zero bytes. "
            + $"The first {Number(signed.CheckLength)} check the data, for kernels before Linux 7.3.</summary>");
        NumberTable.Write(writer, "Instructions", WordPacker.Pack(signed.Instructions, isLittleEndian: true), isLittleEndian: true);
        writer.Line();
        writer.Line("/// <summary>The data of the program, packed without its zero bytes: system calls, types, code and values.</summary>");
        NumberTable.Write(writer, "Data", WordPacker.Pack(signed.Data, isLittleEndian: true), isLittleEndian: true);
        writer.Line();
        writer.Line("/// <summary>The count of the instructions that check the data, and twice a hash, the size of a signature and the "
            + "signature.</summary>");
        NumberTable.Write(writer, "Signatures", Signatures(signed), isLittleEndian: true);
        writer.Close();
    }

    /// <summary>Writes the method that loads the object with options, without its documentation.</summary>
    public static void WriteMethod(
        CodeWriter writer,
        PlannedHandle handle,
        ObjectModel model,
        SignedObject signed,
        DefinitionsEmitter definitions,
        List<Member> members)
    {
        LoadEmitter.WriteLoader(writer, handle, model, CapabilityTable.SignedLoad);
        writer.Line();
        writer.Line("// Run the signed program, which creates the maps and loads the programs.");
        writer.Arguments(
            "loader.RunSigned",
            [
                "SignedLoader.Instructions", "SignedLoader.Data", "SignedLoader.Signatures",
                $"maps: {Number(model.Maps.Count)}", $"programs: {Number(model.Programs.Count)}", $"symbols: {Number(signed.SymbolCount)}",
            ],
            ";");
        WriteMaps(writer, model, definitions, members);
        LoadEmitter.WriteUsdt(writer, members);
        WritePrograms(writer, members);
        writer.Line();
        writer.Arguments($"return loader.Complete(new {handle.Class.Name}", members.Select(member => member.Variable), ");");
        writer.Close();
    }

    private static void WriteMaps(CodeWriter writer, ObjectModel model, DefinitionsEmitter definitions, List<Member> members)
    {
        if (model.Maps.Count == 0)
        {
            return;
        }

        writer.Line();
        writer.Line("// Take the maps.");
        var byMap = members.Where(member => member.Map is not null).ToDictionary(member => member.Index);
        for (var i = 0; i < model.Maps.Count; i++)
        {
            writer.Line(byMap.TryGetValue(i, out var member)
                ? $"var {member.Variable} = loader.TakeMap<{member.Type}>({definitions.Of(i)});"
                : $"loader.TakeTemplate({definitions.Of(i)});");
        }
    }

    private static void WritePrograms(CodeWriter writer, List<Member> members)
    {
        var programs = members.Where(member => member.Program is not null).ToList();
        if (programs.Count == 0)
        {
            return;
        }

        writer.Line();
        writer.Line("// Take the programs.");
        foreach (var member in programs)
        {
            LoadEmitter.WriteArchitecture(writer, member);
            writer.Line($"var {member.Variable} = loader.TakeProgram<{member.Type}>({DefinitionsEmitter.Of(member)});");
        }
    }

    private static EquatableArray<ulong> Signatures(SignedObject signed)
    {
        var bytes = new PackedBytes();
        bytes.AddNumber((uint)signed.CheckLength);
        Add(signed.Hash, signed.Signature);
        Add(signed.HashWithoutCheck, signed.SignatureWithData);
        return bytes.ToWords(isLittleEndian: true);

        void Add(EquatableArray<byte> hash, EquatableArray<byte> signature)
        {
            foreach (var value in hash)
            {
                bytes.Add(value);
            }

            bytes.AddNumber((uint)signature.Count);
            foreach (var value in signature)
            {
                bytes.Add(value);
            }
        }
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
