using System.CommandLine;
using System.Runtime.InteropServices;

namespace BpfGen.Sample;

/// <summary>Shows every file that is opened.</summary>
internal sealed class OpensnoopCommand : ToolCommand
{
    private static readonly Columns<Opensnoop.Types.Event> Columns = new()
    {
        { "timestamp", 10, (in e) => Cell.Time(e.Timestamp) },
        { "pid", 7, (in e) => e.Pid },
        { "command", -15, (in e) => e.Command.ToString() },
        { "result", 6, (in e) => e.Result },
        { "path", 0, (in e) => e.Path.ToString() },
    };

    private readonly Option<bool> _failed = NewOption.Flag("Show calls that fail only.", "--failed", "-x");
    private readonly Option<int> _process = NewOption.Number("Show this process only.", 0, "--pid", "-p");
    private readonly Option<int> _user = NewOption.Number("Show this user only, by number.", -1, "--user", "-u");
    private readonly Option<string> _name = NewOption.Text("Show processes of this name only.", "", "--name");

    public OpensnoopCommand()
        : base("opensnoop", "Shows every file that is opened.", "files") => AddToolOptions(_failed, _process, _user, _name);

    protected override void Run(ParseResult given, Watch watch)
    {
        var hasOpen = RuntimeInformation.ProcessArchitecture == Architecture.X64;
        using var probe = Opensnoop.Load(new()
        {
            Rodata =
            {
                OnlyFailed = given.GetRequiredValue(_failed),
                WantedProcess = (uint)given.GetRequiredValue(_process),
                WantedUser = (uint)given.GetRequiredValue(_user),
                WantedName = given.GetRequiredValue(_name),
            },
            Programs = { OnOpen = { AutoLoad = hasOpen }, OnOpenEnd = { AutoLoad = hasOpen } },
        });
        using var reader = probe.Events.OpenReader();
        using var links = probe.Attach();
        watch.Say("Watching files; Ctrl-C ends.");
        watch.Read(reader, Columns);
        watch.SayEnd("files", probe.Bss.Lost);
    }
}
