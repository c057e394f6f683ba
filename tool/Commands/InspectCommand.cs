using System;
using System.CommandLine;
using System.Text.Json;
using System.Threading.Tasks;
using BpfGen.Tool.Files;
using BpfGen.Tool.Inspection;
using Spectre.Console;

namespace BpfGen.Tool.Commands;

/// <summary>Shows the contents of an object.</summary>
internal static class InspectCommand
{
    /// <summary>The width of the tables in characters, if the output is a file or pipe.</summary>
    private const int WidthOfFile = 160;

    public static Command Create()
    {
        var file = CommonArguments.Object();
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command("inspect", "Shows maps, programs, types, relocations and requirements of an object.") { file, json };
        command.SetAction((given, cancel) =>
        {
            var path = given.GetValue(file)!;
            var (model, problems) = ToolFiles.ReadObject(path, cancel);
            var report = Inspector.Run(path, model, problems);
            if (given.GetValue(json))
            {
                Console.Out.WriteLine(JsonSerializer.Serialize(report, ReportJson.Default.ObjectReport));
                return Task.FromResult(0);
            }

            CommonArguments.Report(path, problems);
            var console = AnsiConsole.Create(new AnsiConsoleSettings());
            if (Console.IsOutputRedirected)
            {
                console.Profile.Width = WidthOfFile;
            }

            ReportTables.Write(report, console);
            return Task.FromResult(0);
        });
        return command;
    }
}
