using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Btf;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Model;
using BpfGen.Wire;

namespace BpfGen.Generator.Linking;

/// <summary>
/// Handles functions with a parameter that is tagged as the program's context (<c>__arg_ctx</c>). The verifier reads the tag since Linux
/// 6.8. Older kernels recognize a context only by the name of its type. So each context type gets its own copy of such a function, whose
/// parameter has that type, as in libbpf. All kernels accept these copies. If programs with different contexts call a function, the model
/// has one copy of it and of its callers for each context.
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
    /// <param name="types">The object's types.</param>
    /// <returns>
    /// The object with a copy of each function for each context in which its type changes. New types are added to <paramref name="types"/>.
    /// </returns>
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

    /// <summary>The index, in the new list of functions, of the copy of a function that programs with this context use.</summary>
    private int IndexOf(int function, string context)
    {
        // If the function's types do not depend on the context, use one copy for all programs.
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

    /// <summary>The functions whose types change in programs with this context, and all functions that call them.</summary>
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
