using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Emission;

/// <summary>
/// Writes the kernel symbols of an object: the functions and variables that it declares, and the targets of its BTF-based programs.
/// </summary>
internal sealed class KernelEmitter
{
    private const string Found = "kernel";

    private readonly ObjectModel _model;
    private readonly List<(AttachType Type, string Target)> _targets = [];
    private readonly Dictionary<(AttachType Type, string Target), int> _indexes = [];

    public KernelEmitter(ObjectModel model)
    {
        _model = model;
        foreach (var kind in model.Programs.Select(program => program.Kind).Where(kind => kind is { IsBound: true, Target: not null }))
        {
            var target = (kind.AttachType, kind.Target!);
            if (!_indexes.ContainsKey(target))
            {
                _indexes.Add(target, _targets.Count);
                _targets.Add(target);
            }
        }
    }

    public void Write(CodeWriter writer)
    {
        if (_model.KernelSymbols.Count + _targets.Count == 0)
        {
            return;
        }

        writer.Line();
        writer.Line("// Find the kernel functions and variables that the object refers to.");
        writer.Line($"{(_targets.Count > 0 ? $"var {Found} = " : "")}loader.ResolveKernel(");
        writer.Line("[");
        writer.Indent();
        foreach (var symbol in _model.KernelSymbols)
        {
            writer.Line(Symbol(symbol) + ",");
        }

        foreach (var (type, target) in _targets)
        {
            writer.Line($"global::BpfGen.Loading.KernelSymbol.OfTarget(global::BpfGen.AttachType.{type}, {CSharpText.Literal(target)}),");
        }

        writer.Outdent();
        writer.Line("]);");
    }

    /// <returns>The C# expression for the target of a BTF-based program, or null for other programs.</returns>
    public string? TargetOf(ProgramModel program) => program.Kind is { IsBound: true, Target: { } target }
        ? string.Format(
            CultureInfo.InvariantCulture,
            "{0}[{1}]",
            Found,
            _model.KernelSymbols.Count + _indexes[(program.Kind.AttachType, target)])
        : null;

    /// <returns>The C# expression that creates a symbol.</returns>
    public static string Symbol(KernelSymbolModel symbol)
    {
        var more = new List<string>();
        if (symbol.Alias is { } alias)
        {
            more.Add($"Alias = {CSharpText.Literal(alias)}");
        }

        if (symbol.IsOptional)
        {
            more.Add("IsOptional = true");
        }

        if (symbol.Signature is { } signature)
        {
            more.Add($"Signature = {CSharpText.Literal(signature)}");
        }

        return $"new({CSharpText.Literal(symbol.Name)}, "
            + $"global::BpfGen.Loading.KernelSymbolKind.{symbol.Kind}){(more.Count == 0 ? "" : $" {{ {string.Join(", ", more)} }}")}";
    }
}
