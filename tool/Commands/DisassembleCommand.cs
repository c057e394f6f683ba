using System;
using System.CommandLine;
using System.Linq;
using BpfGen.Generator.Diagnostics;
using BpfGen.Tool.Disassembly;
using BpfGen.Tool.Files;

namespace BpfGen.Tool.Commands;

/// <summary>Writes the instructions of an object's programs.</summary>
internal static class DisassembleCommand
{
    public static Command Create()
    {
        var file = CommonArguments.Object();
        var name = new Argument<string?>("program")
        {
            Description = "The name of a program. Default: all programs.",
            DefaultValueFactory = _ => null,
        };
        var command = new Command("disassemble", "Writes the instructions of programs, with source lines and names.") { file, name };
        command.SetAction((given, cancel) =>
        {
            var path = given.GetValue(file)!;
            var (model, problems) = ToolFiles.ReadObject(path, cancel);
            CommonArguments.Report(path, problems);
            var wanted = given.GetValue(name);
            var programs = model.Programs.Where(program => wanted is null || program.Name == wanted).ToList();
            if (programs.Count == 0)
            {
                throw new ToolException(wanted is null
                    ? $"{path} has no programs."
                    : $"{path} has no program '{wanted}'.{Nearest.Suggestion(wanted, model.Programs.Select(program => program.Name))}");
            }

            var listing = new ProgramListing(model);
            for (var i = 0; i < programs.Count; i++)
            {
                if (i > 0)
                {
                    Console.Out.WriteLine();
                }

                listing.Write(programs[i], Console.Out);
            }

            return System.Threading.Tasks.Task.FromResult(0);
        });
        return command;
    }
}
