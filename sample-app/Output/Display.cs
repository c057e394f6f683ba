using System;
using System.Collections.Generic;
using System.Diagnostics;

namespace BpfGen.Sample;

/// <summary>Where rows are shown.</summary>
internal abstract class Display
{
    /// <summary>When this began, in nanoseconds since boot.</summary>
    protected long Start { get; } = Stopwatch.GetTimestamp();

    /// <summary>Whether rows can take the place of others.</summary>
    public virtual bool CanReplace => false;

    public static Display Open(bool json) =>
        json ? new JsonLines()
        : LiveTables.AreThere && LiveTables.CanBeShown ? LiveTables.Open()
        : new PlainLines();

    /// <summary>Shows what is added meanwhile.</summary>
    public virtual void Show(IReadOnlyList<Heading> headings, Action meanwhile) => meanwhile();

    /// <summary>Adds a row behind the others.</summary>
    public abstract void Add(Cell[] row);

    /// <summary>Shows rows in place of those that are there or, where they cannot be taken back, behind them; the most important first.</summary>
    public virtual void Replace(IEnumerable<Cell[]> rows)
    {
        foreach (var row in rows)
        {
            Add(row);
        }
    }

    /// <summary>Everything that was added is shown.</summary>
    public abstract void Flush();

    /// <summary>Says something that is no row.</summary>
    public virtual void Say(string message) => Console.Error.WriteLine(message);
}
