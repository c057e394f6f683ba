using System;
using System.CommandLine;
using System.Threading;

namespace BpfGen.Sample;

/// <summary>A command that shows rows, in a table that moves, in lines or as JSON, until it is told to end.</summary>
internal abstract class ToolCommand : AppCommand
{
    private readonly Option<int>? _count;
    private readonly Option<double> _duration = NewOption.Seconds("Stop after this many seconds; 0 for no end.", 0, "--duration", "-d");
    private readonly Option<bool> _json = NewOption.Flag("Print one JSON object a line.", "--json");

    /// <param name="name">What it is called.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="unit">What <c>--count</c> counts before it ends the command; null where it does not.</param>
    protected ToolCommand(string name, string description, string? unit = null)
        : base(name, description) =>
        _count = unit is null ? null : NewOption.Number($"Stop after this many {unit}; 0 for no end.", 0, "--count", "-n");

    protected sealed override string FullName => $"sample-app {Name}";

    protected abstract void Run(ParseResult given, Watch watch);

    protected void AddToolOptions(params ReadOnlySpan<Option> options) =>
        AddOptions(_count is null ? [.. options, _duration, _json] : [.. options, _count, _duration, _json]);

    protected sealed override int Run(ParseResult given, CancellationToken cancel)
    {
        var count = _count is null ? 0 : given.GetRequiredValue(_count);
        var duration = TimeSpan.FromSeconds(given.GetRequiredValue(_duration));
        Run(given, new Watch(Display.Open(given.GetRequiredValue(_json)), new Limits(count, duration, cancel)));
        return 0;
    }
}
