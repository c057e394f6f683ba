using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Spectre.Console;

namespace BpfGen.Tool.Verification;

/// <summary>Shows the answers of kernels as a table with a row for each program, and the reasons of refusals below it.</summary>
internal static class VerificationTables
{
    public static void Write(VerificationReport report, IAnsiConsole console)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumn(new TableColumn(new Text("program")));
        foreach (var kernel in report.Kernels)
        {
            table.AddColumn(new TableColumn(new Text(kernel.Release.Length > 0 ? $"{kernel.Kernel}\n{kernel.Release}" : kernel.Kernel)));
        }

        foreach (var (name, isOptional) in Programs(report))
        {
            table.AddRow(report.Kernels.Select(kernel => Cell(kernel.Programs.FirstOrDefault(program => program.Program == name)))
                .Prepend(new Text(isOptional ? $"{name} (optional)" : name)));
        }

        console.Write(table);
        foreach (var kernel in report.Kernels)
        {
            if (kernel.Error is { } error)
            {
                console.Write(new Text($"{kernel.Kernel}: {error}\n\n", new Style(Color.Red)));
            }

            foreach (var program in kernel.Programs.Where(program => program.Result != ProgramAnswer.Loaded))
            {
                var title = $"{program.Program} on {kernel.Kernel} ({kernel.Release}): ";
                console.Write(new Text(title, new Style(decoration: Decoration.Bold)));
                console.Write(new Text(program.Message + "\n", StyleOf(program)));
                console.Write(new Text(string.Concat(program.Log.Select(line => $"    {line}\n")) + "\n"));
            }
        }

        var all = report.Kernels.SelectMany(kernel => kernel.Programs).ToList();
        var loaded = all.Count(program => program.Result == ProgramAnswer.Loaded);
        var optional = all.Count(program => program.Result != ProgramAnswer.Loaded && program.IsOptional);
        console.Write(new Text(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Kernels.Count} kernels ({report.Architecture}): {loaded} of {all.Count} loads succeeded"
            + $"{(optional > 0 ? $", {optional} optional programs did not load" : "")}\n")));
    }

    /// <summary>Writes a line for each program on each kernel.</summary>
    public static void WriteCsv(VerificationReport report, TextWriter output)
    {
        output.Write("program,section,optional,kernel,release,arch,result,instructions,reason\n");
        foreach (var kernel in report.Kernels)
        {
            foreach (var program in kernel.Programs)
            {
                string[] fields =
                [
                    program.Program, program.Section, program.IsOptional ? "yes" : "no", kernel.Kernel, kernel.Release, report.Architecture,
                    program.Result, program.Instructions.ToString(CultureInfo.InvariantCulture),
                    string.Join('\n', [.. new[] { program.Message }.Where(text => text.Length > 0), .. program.Log]),
                ];
                output.Write(string.Join(',', fields.Select(Field)) + "\n");
            }
        }
    }

    private static IEnumerable<(string Name, bool IsOptional)> Programs(VerificationReport report) =>
        report.Kernels.SelectMany(kernel => kernel.Programs).Select(program => (program.Program, program.IsOptional)).Distinct();

    private static Text Cell(ProgramAnswer? program) => program is null
        ? new Text("-")
        : new Text(
            program.Instructions > 0
                ? string.Create(CultureInfo.InvariantCulture, $"{program.Result} ({program.Instructions})")
                : program.Result,
            StyleOf(program));

    private static Style StyleOf(ProgramAnswer program) => new(
        program.Result == ProgramAnswer.Loaded ? Color.Green : program.IsOptional ? Color.Yellow : Color.Red);

    private static string Field(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
