using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Model;
using BpfGen.KernelFacts;

namespace BpfGen.Generator.Emission;

/// <summary>Writes <c>Load()</c>, which creates the maps, patches the instructions and loads the programs.</summary>
internal static class LoadEmitter
{
    /// <summary>The declaration of the method that loads the object with options.</summary>
    public static string Declaration(PlannedHandle handle) => $"public static {handle.Class.Name} Load(LoadOptions? options)";

    /// <summary>Writes <c>Load()</c>, and the documentation of the method with options.</summary>
    public static void WriteStart(CodeWriter writer, PlannedHandle handle)
    {
        writer.Line("/// <summary>Loads the object into the kernel: creates its maps and loads its programs, without attaching "
            + "them.</summary>");
        writer.Line("/// <exception cref=\"global::BpfGen.BpfException\">The kernel rejected a map or a program, or "
            + "lacks something that one refers to. Nothing stays in the kernel.</exception>");
        writer.Line("/// <exception cref=\"global::BpfGen.VerifierException\">The kernel's verifier rejected a program. The exception "
            + "has the verifier's log.</exception>");
        writer.Line("/// <exception cref=\"global::System.InvalidOperationException\">The options lack a value that the object leaves "
            + "open, or skip a map that another map needs.</exception>");
        writer.Line("/// <exception cref=\"global::System.PlatformNotSupportedException\">The system is not Linux, or its byte order "
            + "differs from the object's.</exception>");
        writer.Line($"public static {handle.Class.Name} Load() => Load(options: null);");
        writer.Line();
        writer.Line("/// <inheritdoc cref=\"Load()\"/>");
        writer.Line("/// <param name=\"options\">Settings that override the object's own, or null to load the object as it is.</param>");
    }

    /// <summary>Writes the method that loads the object with options, without its documentation.</summary>
    public static void WriteMethod(
        CodeWriter writer,
        PlannedHandle handle,
        ObjectModel model,
        CodeEmitter code,
        DefinitionsEmitter definitions,
        List<Member> members)
    {
        WriteLoader(writer, handle, model);
        WriteTypes(writer, model, code, handle.MinKernel);
        var kernel = new KernelEmitter(model);
        kernel.Write(writer);
        WriteMaps(writer, model, definitions, members);
        WriteUsdt(writer, members);
        if (model.Constants.Count > 0)
        {
            writer.Line();
            writer.Line("// Use the values of the load constants from the options.");
            writer.Line($"loader.UseConstants([{string.Join(", ", model.Constants.Select(CSharpText.Literal))}]);");
        }

        WritePrograms(writer, members, code, kernel);
        if (model.ProgramSlots.Count > 0)
        {
            writer.Line();
            writer.Line("// Put the programs into the program arrays.");
            writer.Line("loader.FillProgramArrays(InitialSlots.Programs);");
        }

        writer.Line();
        writer.Arguments($"return loader.Complete(new {handle.Class.Name}", members.Select(member => member.Variable), ");");
        writer.Close();
    }

    /// <summary>Writes the beginning of the method that loads the object with options: the statement that creates the loader.</summary>
    /// <param name="writer">The writer that receives the code.</param>
    /// <param name="handle">The class.</param>
    /// <param name="model">The object.</param>
    /// <param name="more">Capabilities that the load needs besides those of the object.</param>
    internal static void WriteLoader(CodeWriter writer, PlannedHandle handle, ObjectModel model, ulong more = 0)
    {
        writer.Open(Declaration(handle));
        writer.Line("using var loader = new global::BpfGen.Loading.ObjectLoader(");
        writer.Indent();
        writer.Line($"objectName: {CSharpText.Literal(handle.ObjectName)},");
        writer.Line($"littleEndian: {(model.IsLittleEndian ? "true" : "false")},");
        writer.Line($"license: {CSharpText.Literal(handle.License ?? model.License)},");
        WriteCapabilities(writer, model, more);
    }

    /// <summary>Writes the end of the statement that creates the loader: the capabilities that the object needs.</summary>
    private static void WriteCapabilities(CodeWriter writer, ObjectModel model, ulong more)
    {
        var needed = ObjectCapabilities.Of(model) | more;
        var isPlain = needed == ObjectCapabilities.OnlyBpf;
        writer.Line(isPlain ? "options);" : "options)");
        writer.Outdent();
        if (!isPlain)
        {
            writer.Open();
            writer.Line($"// {string.Join(", ", CapabilityTable.NamesOf(needed))}");
            writer.Line($"Capabilities = 0x{needed.ToString("x", CultureInfo.InvariantCulture)},");
            writer.Close("};");
        }
    }

    private static void WriteTypes(CodeWriter writer, ObjectModel model, CodeEmitter code, Version? minKernel)
    {
        if (model.Types is not null)
        {
            writer.Line();
            writer.Line("// Load the object's types (BTF).");
            writer.Line("loader.LoadTypes(TypeInformation.Btf);");
            // Emit this call only if the project supports kernels before 5.17: later kernels resolve CO-RE relocations themselves. Without
            // the call, trimming removes the resolver.
            if (code.HasCoreRelocations && !(minKernel >= FirstKernels.CoreRelocations))
            {
                writer.Line("loader.UseCoreResolver();");
            }

            if (code.KernelValues is not null)
            {
                writer.Line("loader.UseKernelValues(KernelValues.Kernels, KernelValues.Tables);");
            }
        }
    }

    private static void WriteMaps(CodeWriter writer, ObjectModel model, DefinitionsEmitter definitions, List<Member> members)
    {
        if (model.Maps.Count == 0)
        {
            return;
        }

        writer.Line();
        writer.Line("// Create the maps.");
        var byMap = members.Where(member => member.Map is not null).ToDictionary(member => member.Index);
        for (var i = 0; i < model.Maps.Count; i++)
        {
            var map = model.Maps[i];
            var member = byMap.TryGetValue(i, out var found) ? found : null;
            var call =
                member is null ? "loader.AddTemplate("
                : map.StructOps is not null ? $"var {member.Variable} = loader.CreateStructOps("
                : map is { Type: MapType.Arena, Data: not null } ? $"var {member.Variable} = loader.CreateArena<{member.Type}>("
                : map.Data is null ? $"var {member.Variable} = loader.CreateMap<{member.Type}>("
                : map.Config.Count > 0 ? $"var {member.Variable} = loader.CreateConfig<{member.Type}>("
                : $"var {member.Variable} = loader.CreateData<{member.Type}>(";
            if (map.Data is null || member is null)
            {
                writer.Line($"{call}{definitions.Of(i)});");
                continue;
            }

            writer.Line(call);
            writer.Indent();
            writer.Line($"{definitions.Of(i)},");
            if (map.Config.Count > 0)
            {
                WriteConfig(writer, map.Config);
            }
            else if (map.StructOps is { } functions)
            {
                WriteStructOps(writer, functions, member);
            }
            else
            {
                writer.Line(
                    DataEmitter.Argument(member)
                    + (map.Type == MapType.Arena ? "" : map.Data.IsReadOnly ? ", isReadOnly: true" : ", isReadOnly: false") + ");");
            }

            writer.Outdent();
        }

        if (model.MapSlots.Count > 0)
        {
            writer.Line();
            writer.Line("// Put the inner maps into the maps of maps.");
            writer.Line("loader.FillMapsOfMaps(InitialSlots.Maps);");
        }
    }

    private static void WriteConfig(CodeWriter writer, EquatableArray<ConfigVariable> values)
    {
        writer.Line("[");
        writer.Indent();
        foreach (var value in values)
        {
            writer.Line(string.Format(
                CultureInfo.InvariantCulture,
                "new({0}, global::BpfGen.Loading.ConfigKind.{1}, offset: {2}, size: {3}){4},",
                CSharpText.Literal(value.Name),
                value.Kind,
                value.Offset,
                value.Size,
                DefinitionsEmitter.More(("IsSigned", value.IsSigned ? "true" : null), ("IsOptional", value.IsOptional ? "true" : null))));
        }

        writer.Outdent();
        writer.Line("]);");
    }

    private static void WriteStructOps(CodeWriter writer, StructOpsModel functions, Member member)
    {
        writer.Line($"{CSharpText.Literal(functions.TypeName)},");
        writer.Line("[");
        writer.Indent();
        foreach (var part in functions.Members)
        {
            writer.Line(string.Format(
                CultureInfo.InvariantCulture,
                "new({0}, kind: {1}, offset: {2}, size: {3}){4},",
                CSharpText.Literal(part.Name),
                part.Kind,
                part.Offset,
                part.Size,
                DefinitionsEmitter.More(
                    ("Program", part.Program?.ToString(CultureInfo.InvariantCulture)), ("IsBitField", part.IsBitField ? "true" : null))));
        }

        writer.Outdent();
        writer.Line("],");
        writer.Line($"{DataEmitter.Argument(member)});");
    }

    /// <summary>Writes the call that passes the maps of libbpf's <c>usdt.bpf.h</c> to the loader. The loader fills these maps.</summary>
    internal static void WriteUsdt(CodeWriter writer, List<Member> members)
    {
        if (members.Find(member => member.Map?.Name == "__bpf_usdt_specs") is { } specs)
        {
            var addresses = members.Find(member => member.Map?.Name == "__bpf_usdt_ip_to_spec_id");
            writer.Line($"loader.UseUsdt({specs.Variable}, {addresses?.Variable ?? "null"});");
        }
    }

    private static void WritePrograms(CodeWriter writer, List<Member> members, CodeEmitter code, KernelEmitter kernel)
    {
        var programs = members.Where(member => member.Program is not null).ToList();
        if (programs.Count == 0)
        {
            return;
        }

        writer.Line();
        writer.Line("// Write the maps' file descriptors into the instructions, and load the programs.");
        code.WriteLocal();
        foreach (var member in programs)
        {
            var program = member.Program!;
            var target = kernel.TargetOf(program) is { } found ? $" with {{ AttachTo = {found} }}" : "";
            WriteArchitecture(writer, member);
            writer.Line($"var {member.Variable} = loader.LoadProgram<{member.Type}>(");
            writer.Indent();
            writer.Line($"{DefinitionsEmitter.Of(member)}{target},");
            writer.Line($"code, functions: [{string.Join(", ", program.Functions)}]);");
            writer.Outdent();
        }
    }

    /// <summary>Writes the check of a program that works only on one architecture.</summary>
    internal static void WriteArchitecture(CodeWriter writer, Member member)
    {
        if (member.Program!.Architecture is { IsTarget: false } use)
        {
            writer.Line(
                $"loader.CheckArchitecture({DefinitionsEmitter.Of(member)}, "
                + $"global::System.Runtime.InteropServices.Architecture.{use.Architecture}, {CSharpText.Literal(use.Use)});");
        }
    }
}
