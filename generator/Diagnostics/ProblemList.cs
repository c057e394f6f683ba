using System;
using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Collections;

namespace BpfGen.Generator.Diagnostics;

/// <summary>
/// Collects what is wrong with one object. Malformed input is written down here, never thrown, so that one build shows all of it.
/// </summary>
internal sealed class ProblemList
{
    /// <summary>A corrupt object can break a rule once for each of a million records; nobody reads more than this of one rule.</summary>
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
