using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Model;

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
    private readonly ObjectModel _model;
    private readonly EmbeddedValues? _values;
    private readonly string _objectName;
    private readonly List<Member> _members;

    private HandleEmitter(PlannedHandle handle, ObjectModel model, EmbeddedValues? values, CancellationToken cancel)
    {
        _writer = new CodeWriter(new Effort(model.Size, cancel));
        _values = values;
        _handle = handle;
        _model = model;
        _objectName = Path.GetFileName(handle.ObjectPath);
        _members = Member.Of(model, handle.Class.Name);
    }

    /// <exception cref="LimitException">The code is too long for the size of the object.</exception>
    public static string Emit(PlannedHandle handle, ObjectModel model, EmbeddedValues? values, CancellationToken cancel)
    {
        var emitter = new HandleEmitter(handle, model, values, cancel);
        emitter.WriteFile();
        return emitter._writer.ToString();
    }

    private void WriteFile()
    {
        _writer.Header(_objectName);
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
        _writer.Line($"/// <remarks>{RequirementText.Of(_model)}</remarks>");
        _writer.Line($"[global::System.CodeDom.Compiler.GeneratedCode(\"BpfGen\", \"{Version}\")]");
        var name = _handle.Class.Name;
        _writer.Open($"{modifiers}partial {_handle.Class.Keyword} {name} : global::BpfGen.IBpfObject<{name}, {name}.LoadOptions>");
        AttachEmitter.WriteField(_writer, _members, _objectName);
        WriteConstructor();
        foreach (var member in _members)
        {
            _writer.Line($"/// <summary>{member.Summary}</summary>");
            _writer.Line($"/// <remarks>{member.Remarks}</remarks>");
            _writer.Line($"public {member.Type} {member.Name} {{ get; }}");
            _writer.Line();
        }

        RequirementsEmitter.Write(_writer, _model);
        var code = new CodeEmitter(_writer, _model) { KernelValues = _values };
        var definitions = new DefinitionsEmitter(_model, _objectName, _members);
        LoadEmitter.Write(_writer, _handle, _model, code, definitions, _objectName, _members);
        _writer.Line();
        AttachEmitter.Write(_writer, _members);
        new DefinitionEmitter(_writer, _model, _objectName, _members).Write(_handle.License ?? _model.License);
        WriteDispose();
        OptionsEmitter.Write(_writer, _model, definitions, _members);
        definitions.Write(_writer);
        ValueTypeEmitter.Write(_writer, _model.ValueTypes);
        code.WriteTables();
        DataEmitter.Write(_writer, _model, _members);
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
