using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Btf;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Model;
using BpfGen.Wire;

namespace BpfGen.Generator.Linking;

/// <summary>
/// Functions that say of a parameter that it is their program's context (<c>__arg_ctx</c>). The verifier reads that since 6.8; kernels
/// before know a context by the name of its type. So each kind of program gets such functions with types of its own: all kernels understand
/// them, and it is what libbpf gives those that need it. A function that programs of several contexts call is there once for each, and so
/// are its callers.
/// </summary>
internal sealed class ContextArguments
{
    private readonly EquatableArray<FunctionModel> _functions;
    private readonly ContextTypes _types;
    private readonly Dictionary<(int Function, string Context), int> _indexes = [];
    private readonly List<(int Function, string Context)> _variants = [];
    private readonly Dictionary<string, HashSet<int>> _changed = [];

    private ContextArguments(EquatableArray<FunctionModel> functions, BtfTypes types)
    {
        _functions = functions;
        _types = new ContextTypes(types);
    }

    /// <param name="model">The object.</param>
    /// <param name="types">Its types.</param>
    /// <returns>The object with the functions that its programs need. New types are added to <paramref name="types"/>.</returns>
    public static ObjectModel Fix(ObjectModel model, BtfTypes types)
    {
        if (!ContextTypes.Has(types))
        {
            return model;
        }

        var contexts = new ContextArguments(model.Functions, types);
        var programs = model.Programs
            .Select(program => program with { Functions = contexts.FunctionsOf(program) })
            .ToEquatableArray();
        return model with { Programs = programs, Functions = contexts.ToModels() };
    }

    private EquatableArray<int> FunctionsOf(ProgramModel program) => program.Functions
        .Select(function => IndexOf(function, ContextTypes.ContextOf(program.Kind.Type)))
        .ToEquatableArray();

    /// <summary>The new number of a function in programs of a context.</summary>
    private int IndexOf(int function, string context)
    {
        // What does not depend on the program is the same in all.
        var variant = (function, Changed(context).Contains(function) ? context : "");
        if (!_indexes.TryGetValue(variant, out var index))
        {
            index = _variants.Count;
            _indexes.Add(variant, index);
            _variants.Add(variant);
        }

        return index;
    }

    private EquatableArray<FunctionModel> ToModels()
    {
        var models = new List<FunctionModel>();
        while (models.Count < _variants.Count)
        {
            var (index, context) = _variants[models.Count];
            var function = _functions[index];
            models.Add(function with
            {
                Information = function.Information with { Type = _types.Of(function.Information.Type, context) },
                Relocations = function.Relocations
                    .Select(relocation => relocation.Kind == RelocationKind.Function
                        ? relocation with { Index = IndexOf(relocation.Index, context) }
                        : relocation)
                    .ToEquatableArray(),
            });
        }

        return models.ToEquatableArray();
    }

    /// <summary>The functions that have other types in programs of a context, and those that call them.</summary>
    private HashSet<int> Changed(string context)
    {
        if (_changed.TryGetValue(context, out var changed))
        {
            return changed;
        }

        changed = [.. Enumerable.Range(0, _functions.Count)
            .Where(i => _types.Of(_functions[i].Information.Type, context) != _functions[i].Information.Type)];
        for (var count = -1; count != changed.Count;)
        {
            count = changed.Count;
            changed.UnionWith(Enumerable.Range(0, _functions.Count).Where(i =>
                _functions[i].Relocations.Any(relocation => relocation.Kind == RelocationKind.Function
                    && changed.Contains(relocation.Index))));
        }

        _changed.Add(context, changed);
        return changed;
    }
}
