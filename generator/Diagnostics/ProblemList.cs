using System;
using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Collections;

namespace BpfGen.Generator.Diagnostics;

/// <summary>
/// Collects the problems of one object. Readers add problems to the list and do not throw, so that one build shows all problems.
/// </summary>
internal sealed class ProblemList
{
    /// <summary>
    /// The maximum number of problems of one rule. A damaged object can break one rule a million times, and more messages would not help.
    /// </summary>
    private const int MostOfOneRule = 20;

    private readonly List<Problem> _problems = [];

    public bool HasErrors => _problems.Any(problem => problem.Rule.Severity == Severity.Error);

    public void Add(Rule rule, params ReadOnlySpan<object> arguments)
    {
        if (_problems.Count(problem => problem.Rule == rule) < MostOfOneRule)
        {
            _problems.Add(Problem.Of(rule, arguments));
        }
    }

    public EquatableArray<Problem> ToArray() => _problems.ToEquatableArray();
}
