using System;
using System.Diagnostics.CodeAnalysis;
using Spectre.Console;

namespace BpfGen.Sample;

/// <summary>Whether there are tables that move: they are most of a native binary, and left out of it unless asked for (<c>-p:LiveTables=true</c>).</summary>
internal static class LiveTables
{
    private const string Switch = "BpfGen.Sample.LiveTables";

    [FeatureSwitchDefinition(Switch)]
    public static bool AreThere => !AppContext.TryGetSwitch(Switch, out var isOn) || isOn;

    /// <summary>Whether this is a terminal that can show them.</summary>
    public static bool CanBeShown => !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities is { Ansi: true, Interactive: true };

    public static Display Open() => new LiveTable();
}
