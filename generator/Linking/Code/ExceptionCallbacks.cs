using System;
using System.Collections.Generic;
using BpfGen.Btf;
using BpfGen.Generator.Btf;
using BpfGen.Generator.Diagnostics;

namespace BpfGen.Generator.Linking;

/// <summary>
/// Finds the function that runs when a program throws (<c>bpf_throw</c>). A declaration tag on the program names the callback: in C,
/// <c>__exception_cb(name)</c>. No instruction calls the callback, so the linker must append it to the program.
/// </summary>
internal sealed class ExceptionCallbacks
{
    private const string Tag = "exception_callback:";

    private readonly Dictionary<string, List<string>> _byProgram = [];
    private readonly FunctionTable _functions;
    private readonly ProblemList _problems;

    public ExceptionCallbacks(BtfTypes? types, FunctionTable functions, ProblemList problems)
    {
        _functions = functions;
        _problems = problems;
        foreach (var tag in types?.All ?? [])
        {
            if (tag.Kind != BtfKind.DeclTag || !tag.Name.StartsWith(Tag, StringComparison.Ordinal) || !BtfTypes.IsOfWhole(tag))
            {
                continue;
            }

            if (types![tag.SizeOrType] is not { Kind: BtfKind.Function } program)
            {
                problems.Add(Rules.Malformed, $"the declaration tag {Printable.Name(tag.Name)} does not belong to a function");
                continue;
            }

            if (!_byProgram.TryGetValue(program.Name, out var callbacks))
            {
                _byProgram.Add(program.Name, callbacks = []);
            }

            callbacks.Add(tag.Name.Substring(Tag.Length));
        }
    }

    /// <returns>
    /// The callback, or null if the program has none. Also null if the program has several: the verifier reports that error.
    /// </returns>
    public CodeFunction? Of(CodeFunction program)
    {
        if (!_byProgram.TryGetValue(program.Name, out var names) || names.Count != 1)
        {
            return null;
        }

        var callback = _functions.Subprogram(names[0]);
        if (callback is { IsGlobal: true })
        {
            return callback;
        }

        _problems.Add(Rules.BadExceptionCallback, Printable.Name(program.Name), Printable.Name(names[0]), callback is null
            ? "is not defined in the object"
            : "is static or hidden, but the verifier requires a global function");
        return null;
    }
}
