using System.Collections.Generic;
using System.Linq;

namespace BpfGen.Parity;

/// <summary>Compares the verdicts of BpfGen with those of another loader.</summary>
internal sealed class Comparison
{
    private readonly List<(Verdict Theirs, Verdict? Ours)> _pairs;

    public Comparison(IEnumerable<Verdict> ours, IReadOnlyCollection<Verdict> theirs)
    {
        var byName = new Dictionary<(string, string), Verdict>();
        foreach (var verdict in ours)
        {
            byName.TryAdd((verdict.File, verdict.Program), verdict);
        }

        _pairs = [.. theirs.Select(verdict => (verdict, byName.GetValueOrDefault((verdict.File, verdict.Program))))];
    }

    /// <summary>The number of programs in the table of the other loader.</summary>
    public int Programs => _pairs.Count;

    public int EqualVerdicts => _pairs.Count(pair => pair.Ours?.IsSuccess == pair.Theirs.IsSuccess);

    /// <summary>The number of programs that both loaders load.</summary>
    public int Successes => _pairs.Count(pair => pair.Theirs.IsSuccess && pair.Ours is { IsSuccess: true });

    public int EqualInstructions => _pairs.Count(
        pair => pair.Theirs.IsSuccess && pair.Ours is { IsSuccess: true } ours && ours.Instructions == pair.Theirs.Instructions);

    /// <summary>
    /// The objects for which a build with BpfGen fails, although the other loader loads at least one of their programs. Each object comes
    /// with the ids of the errors.
    /// </summary>
    public IEnumerable<(string File, string Build)> StoppedBuilds => _pairs
        .Where(pair => pair.Theirs.IsSuccess && pair.Ours is { Build: not ("" or Verdict.BuildSucceeds) })
        .Select(pair => (pair.Ours!.File, pair.Ours.Build))
        .Distinct();

    /// <summary>The programs for which the verdicts of the loaders differ, in the order of the other loader's table.</summary>
    public IEnumerable<(Verdict Theirs, Verdict? Ours)> Differences => _pairs.Where(pair =>
        pair.Ours?.IsSuccess != pair.Theirs.IsSuccess || (pair.Theirs.IsSuccess && pair.Ours!.Instructions != pair.Theirs.Instructions));
}
