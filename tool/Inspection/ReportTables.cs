using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Spectre.Console;

namespace BpfGen.Tool.Inspection;

/// <summary>Shows a report as tables.</summary>
internal static class ReportTables
{
    public static void Write(ObjectReport report, IAnsiConsole console)
    {
        var facts = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(2)).AddColumn();
        Fact("object", report.File);
        Fact("license", report.License.Length > 0 ? report.License : "none");
        Fact("byte order", report.ByteOrder);
        Fact("kernel", $"Linux {report.Kernel} or later");
        Fact("capabilities", string.Join(", ", report.Capabilities));
        console.Write(facts);

        Table(console, report.Maps, ["map", "type", "key", "value", "entries", "flags", "kernel"], map =>
        [
            map.Name,
            map.Type,
            Sized(map.Key, map.KeySize),
            Sized(map.Value, map.ValueSize),
            map.MaxEntries.ToString(CultureInfo.InvariantCulture),
            map.Flags == 0 ? "" : $"0x{map.Flags:x}",
            map.Kernel,
        ]);
        Table(console, report.Programs, ["program", "section", "type", "instructions", "maps", "helpers", "kernel"], program =>
        [
            program.Name,
            program.Section,
            program.Type,
            program.Instructions.ToString(CultureInfo.InvariantCulture),
            string.Join("\n", program.Maps),
            string.Join("\n", program.Helpers.Concat(program.Symbols)),
            program.Requirements.Count > 0 ? $"{program.Requirements[0].Kernel}: {program.Requirements[0].Reason}" : "",
        ]);
        Table(
            console,
            [.. report.Programs.SelectMany(program => program.Fields.Select(field => (program.Name, field.Kind, field.Target)))],
            ["program", "CO-RE relocation", "of"],
            field => [field.Name, field.Kind, field.Target]);
        Table(console, report.Symbols, ["symbol of the kernel", "kind", "required"], symbol =>
            [symbol.Name, symbol.Kind, symbol.IsOptional ? "no" : "yes"]);
        Table(console, report.Types, ["type", "C# type", "size", "members"], type =>
            [type.Name, type.CSharpName, type.Size?.ToString(CultureInfo.InvariantCulture) ?? "", string.Join("\n", type.Members)]);

        void Fact(string name, string value) => facts.AddRow(new Text(name), new Text(value));
    }

    private static string Sized(string? type, uint size) => type is null ? $"{size} bytes" : $"{type} ({size})";

    private static void Table<T>(IAnsiConsole console, IReadOnlyCollection<T> rows, string[] titles, System.Func<T, string[]> cells)
    {
        if (rows.Count == 0)
        {
            return;
        }

        var table = new Table().Border(TableBorder.Simple);
        foreach (var title in titles)
        {
            table.AddColumn(new TableColumn(new Text(title)));
        }

        foreach (var row in rows)
        {
            table.AddRow(cells(row).Select(cell => new Text(cell)));
        }

        console.Write(table);
    }
}
