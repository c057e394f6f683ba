using System;
using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Collections;

namespace BpfGen.Generator.Diagnostics;

/// <summary>
/// Collects the problems of one object. Readers add problems to the list and do not throw, so that one build shows all problems.
/// </summary>
/// <param name="effort">Limits the work of the readers; null for no limit.</param>
internal sealed class ProblemList(Effort? effort = null)
{
    /// <summary>
    /// The maximum number of problems of one rule. A damaged object can break one rule a million times, and more messages would not help.
    /// </summary>
    private const int MostOfOneRule = 20;
    private const int StepsPerProblem = 32;

    private readonly List<Problem> _problems = [];

    /// <summary>Counts and limits the work of the readers on the object.</summary>
    public Effort Effort { get; } = effort ?? Effort.Unlimited;

    public bool HasErrors => _problems.Any(problem => problem.Rule.Severity == Severity.Error);

    public void Add(Rule rule, params ReadOnlySpan<object> arguments)
    {
        // Count this effort even if the problem is dropped, because the caller has already formatted the arguments.
        Effort.Spend(StepsPerProblem);
        if (_problems.Count(problem => problem.Rule == rule) < MostOfOneRule)
        {
            _problems.Add(Problem.Of(rule, arguments));
        }
    }

    public void Add(Problem problem) => _problems.Add(problem);

    /// <summary>Tells whether the list has a problem of a rule.</summary>
    public bool Has(Rule rule) => _problems.Any(problem => problem.Rule == rule);

    public EquatableArray<Problem> ToArray() => _problems.ToEquatableArray();
}
