using System;
using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Btf;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Diagnostics;
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

    /// <summary>The callers of each function.</summary>
    private readonly Lazy<ILookup<int, int>> _callers;
    private readonly Effort _effort;

    private ContextArguments(EquatableArray<FunctionModel> functions, BtfTypes types)
    {
        _functions = functions;
        _types = new ContextTypes(types);
        _effort = types.Effort;
        _callers = new(() => Enumerable.Range(0, functions.Count)
            .SelectMany(
                caller => functions[caller].Relocations.Where(relocation => relocation.Kind == RelocationKind.Function),
                (caller, relocation) => (Caller: caller, Called: relocation.Index))
            .ToLookup(call => call.Called, call => call.Caller));
    }

    /// <param name="model">The object.</param>
    /// <param name="types">The object's types.</param>
    /// <returns>
    /// The object with a copy of each function for each context type that changes the type of the function. New types are added to
    /// <paramref name="types"/>.
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

    /// <summary>Gets the copy of a function for programs with this context, as an index in the new list of functions.</summary>
    private int IndexOf(int function, string context)
    {
        // If the types of the function do not depend on the context, all programs share one copy.
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

            // Count the effort of this copy: each context gets its own copy of the instructions.
            _effort.Spend(64 + (4 * (function.Instructions.Count + function.Relocations.Count)));
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
        var pending = new Queue<int>(changed);
        while (pending.Count > 0)
        {
            foreach (var caller in _callers.Value[pending.Dequeue()].Where(changed.Add))
            {
                pending.Enqueue(caller);
            }
        }

        _changed.Add(context, changed);
        return changed;
    }
}
