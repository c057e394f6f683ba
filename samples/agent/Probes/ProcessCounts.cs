using System.Linq;
using BpfGen.Agent.Web;

namespace BpfGen.Agent.Probes;

/// <summary>Counts of processes as rates.</summary>
internal sealed class ProcessCounts
{
    private readonly Rates<(string Command, string Place)> _rates = new(2);

    /// <summary>Begins an interval.</summary>
    public void Begin() => _rates.Begin();

    /// <summary>Adds the counts of a process.</summary>
    public void Add(string command, string place, long count, long failed) => _rates.Add((command, place), count, failed);

    /// <summary>Ends an interval.</summary>
    public CountSample End(double seconds)
    {
        var rows = _rates.End(seconds);
        return new(
            rows.Sum(row => row.Rates[0]),
            rows.Sum(row => row.Rates[1]),
            [
                .. rows.OrderByDescending(row => row.Smooth.Sum()).Take(Top.Rows).Select(row => new CountRow(
                    row.Key.Command, row.Key.Place, Top.Round(row.Smooth[0]), Top.Round(row.Smooth[1]))),
            ]);
    }
}
