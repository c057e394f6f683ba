using System;
using System.CommandLine;
using System.Text;

namespace BpfGen.Sample;

/// <summary>Shows every program that is executed.</summary>
internal sealed class ExecsnoopCommand : ToolCommand
{
    private static readonly Columns<Execsnoop.Types.Event> Columns = new()
    {
        { "timestamp", 10, (in e) => Cell.Time(e.Timestamp) },
        { "command", -15, (in e) => e.Command.ToString() },
        { "pid", 7, (in e) => e.Pid },
        { "parent", 7, (in e) => e.Parent },
        { "user", 6, (in e) => e.User },
        { "result", 6, (in e) => e.Result },
        { "arguments", 0, (in e) => Cell.Of(" ", ArgumentsOf(in e)) },
    };

    private readonly Option<bool> _failed = NewOption.Flag("Show calls that fail as well.", "--failed", "-x");
    private readonly Option<int> _user = NewOption.Number("Show programs of this user only, by number.", -1, "--user", "-u");
    private readonly Option<string> _name = NewOption.Text("Show programs of this name only.", "", "--name");

    public ExecsnoopCommand()
        : base("execsnoop", "Shows every program that is executed, with its arguments.", "programs") => AddToolOptions(_failed, _user, _name);

    protected override void Run(ParseResult given, Watch watch)
    {
        using var probe = Execsnoop.Load(new()
        {
            Rodata =
            {
                WithFailed = given.GetRequiredValue(_failed),
                WantedUser = (uint)given.GetRequiredValue(_user),
                WantedName = given.GetRequiredValue(_name),
            },
        });
        using var reader = probe.Events.OpenReader();
        using var links = probe.Attach();
        watch.Say("Watching for programs; Ctrl-C ends.");
        watch.Read(reader, Columns);
        watch.SayEnd("programs", probe.Bss.Lost);
    }

    private static string[] ArgumentsOf(in Execsnoop.Types.Event e)
    {
        // Without the zero behind the last.
        ReadOnlySpan<byte> bytes = e.Arguments;
        var arguments = Encoding.UTF8.GetString(bytes[..Math.Max(0, (int)e.Size - 1)]).Split('\0');
        return e.IsCut ? [.. arguments, "..."] : arguments;
    }
}
