using System;

namespace BpfGen.Agent.Probes;

/// <summary>The tables of the page.</summary>
internal static class Top
{
    /// <summary>The number of rows.</summary>
    public const int Rows = 12;

    /// <summary>Rounds a rate to three digits after the point.</summary>
    public static double Round(double rate) => Math.Round(rate, 3);
}
