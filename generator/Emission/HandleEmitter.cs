using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Model;
using BpfGen.KernelFacts;

namespace BpfGen.Generator.Emission;

/// <summary>
/// Writes the class of an object, with a property for each map and program. The code looks like code that a careful engineer writes by
/// hand.
/// </summary>
internal sealed class HandleEmitter
{
    private static readonly string Version =
        typeof(HandleEmitter).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
            ?? "0.0.0";

    private readonly CodeWriter _writer;
    private readonly PlannedHandle _handle;
    private readonly IReadOnlyList<VariantModel> _variants;
    private readonly ObjectModel _model;
    private readonly string _objectName;
    private readonly List<ObjectParts> _objects;
    private readonly List<Member> _members;
    private readonly CancellationToken _cancel;

    private HandleEmitter(PlannedHandle handle, IReadOnlyList<VariantModel> variants, CancellationToken cancel)
    {
        _writer = new CodeWriter(new Effort(variants.Sum(variant => (long)variant.Model.Size), cancel));
        _handle = handle;
        _variants = variants;
        _model = variants[0].Model;
        _objectName = handle.ObjectName;
        _objects = ObjectParts.Of(handle, variants);
        _members = _objects[0].Members;
        _cancel = cancel;
    }

    /// <exception cref="LimitException">The code is too long for the size of the object.</exception>
    public static string Emit(PlannedHandle handle, ObjectModel model, EmbeddedValues? values, CancellationToken cancel) =>
        Emit(handle, [new VariantModel(null, handle.ObjectPath, model, values)], cancel);

    /// <summary>Writes a class for several objects. The architecture of the process selects one of them.</summary>
    /// <exception cref="LimitException">The code is too long for the size of the objects.</exception>
    public static string Emit(PlannedHandle handle, IReadOnlyList<VariantModel> variants, CancellationToken cancel)
    {
        var emitter = new HandleEmitter(handle, variants, cancel);
        emitter.WriteFile();
        return emitter._writer.ToString();
    }

    private void WriteFile()
    {
        _writer.Header(string.Join(" and ", _variants.Select(variant => Path.GetFileName(variant.Path))));
        if (_handle.Class.Namespace.Length > 0)
        {
            _writer.Line($"namespace {_handle.Class.Namespace};");
            _writer.Line();
        }

        foreach (var outer in _handle.Class.ContainingTypes)
        {
            _writer.Open(outer);
        }

        WriteClass();
        foreach (var _ in _handle.Class.ContainingTypes)
        {
            _writer.Close();
        }
    }

    private void WriteClass()
    {
        var modifiers = _handle.Class.Modifiers.Length > 0 ? _handle.Class.Modifiers + " " : "";
        _writer.Line("/// <summary>");
        _writer.Line($"/// The maps and programs of the eBPF object <c>{CSharpText.Comment(_objectName)}</c>, loaded into the kernel "
            + "until this instance is disposed.");
        _writer.Line("/// </summary>");
        var isSigned = _variants[0].Signed is not null;
        var signed = isSigned ? "Signed: a load that checks the signature requires Linux 6.18. " : "";
        var more = isSigned ? CapabilityTable.SignedLoad : 0;
        _writer.Line(
            $"/// <remarks>{signed}{VariantText.Of(_variants, variant => RequirementText.Of(_variants[variant].Model, more))}</remarks>");
        _writer.Line($"[global::System.CodeDom.Compiler.GeneratedCode(\"BpfGen\", \"{Version}\")]");
        var name = _handle.Class.Name;
        _writer.Open($"{modifiers}partial {_handle.Class.Keyword} {name} : global::BpfGen.IBpfObject<{name}, {name}.LoadOptions>");
        AttachEmitter.WriteField(_writer, _members, _objectName);
        WriteConstructor();
        for (var i = 0; i < _members.Count; i++)
        {
            _writer.Line($"/// <summary>{VariantText.Of(_variants, variant => _objects[variant].Members[i].Summary)}</summary>");
            _writer.Line($"/// <remarks>{VariantText.Of(_variants, variant => _objects[variant].Members[i].Remarks)}</remarks>");
            _writer.Line($"public {_members[i].Type} {_members[i].Name} {{ get; }}");
            _writer.Line();
        }

        var parts = new PartsWriter(_writer, _objectName, _objects, _cancel);
        _writer.Line(RequirementsEmitter.Summary);
        parts.WriteProperty(RequirementsEmitter.Declaration, (own, output) => own.WriteRequirements(output));
        _writer.Line();
        RequirementsEmitter.WriteCheck(_writer);
        LoadEmitter.WriteStart(_writer, _handle);
        parts.WriteLoad(LoadEmitter.Declaration(_handle));
        _writer.Line();
        AttachEmitter.Write(_writer, _members);
        _writer.Line(DefinitionEmitter.Summary);
        parts.WriteProperty(DefinitionEmitter.Declaration, (own, output) => own.WriteDefinition(output));
        _writer.Line();
        WriteDispose();

        // The options of a big-endian object check the byte order of the machine. If another object of the class is little-endian, the
        // class selects the object first.
        var model = _objects.FirstOrDefault(own => own.Model.IsLittleEndian)?.Model ?? _model;
        if (_variants[0].Signed is null)
        {
            OptionsEmitter.Write(_writer, model, _objects[0].Definitions, _members);
        }
        else
        {
            SignedLoadEmitter.WriteOptions(_writer);
        }

        parts.WriteTable("Definitions");
        ValueTypeEmitter.Write(_writer, _model.ValueTypes);
        parts.WriteTable("SignedLoader");
        parts.WriteTable("ProgramCode");
        parts.WriteTable("KernelValues");
        parts.WriteTable("TypeInformation");
        parts.WriteTable("InitialData");
        parts.WriteTable("InitialSlots");
        parts.WriteVariants();
        _writer.Close();
    }

    private void WriteConstructor()
    {
        _writer.Arguments($"private {_handle.Class.Name}", _members.Select(member => $"{member.Type} {member.Variable}"), "");
        _writer.Open();
        foreach (var member in _members)
        {
            _writer.Line($"{member.Name} = {member.Variable};");
        }

        _writer.Close();
        _writer.Line();
    }

    private void WriteDispose()
    {
        _writer.Line("/// <summary>Detaches the programs, and releases programs and maps. The kernel keeps those that a pin "
            + "or another process still "
            + "holds.</summary>");
        _writer.Open("public void Dispose()");
        if (AttachEmitter.IsNeeded(_members))
        {
            _writer.Line($"{AttachEmitter.Field}.Dispose();");
        }

        foreach (var member in Enumerable.Reverse(_members))
        {
            _writer.Line($"{member.Name}.Dispose();");
        }

        _writer.Close();
    }
}
