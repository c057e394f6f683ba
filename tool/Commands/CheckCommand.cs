using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using BpfGen.Generator;
using BpfGen.Generator.Checks;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Input;
using BpfGen.Generator.Linking;
using BpfGen.Generator.Model;
using BpfGen.Tool.Files;

namespace BpfGen.Tool.Commands;

/// <summary>The command <c>check</c>: prints the diagnostics that a build with the objects would report.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var files = CommonArguments.Objects();
        var kernels = CommonArguments.KernelBtf("The BTF of a kernel on which the objects must work (BpfKernelBtf). May be repeated.");
        var oldest = new Option<Version?>("--min-kernel")
        {
            Description = "The oldest kernel on which the objects must load (BpfMinKernel).",
            HelpName = "version",
            CustomParser = argument =>
            {
                if (!Version.TryParse(argument.Tokens[0].Value, out var version))
                {
                    argument.AddError("--min-kernel requires the version of a kernel, such as 5.10.");
                    return null;
                }

                return new Version(version.Major, version.Minor);
            },
        };
        var runtime = new Option<string>("--runtime", "-r")
        {
            Description = "The runtime identifier that the program is built for. Default: this machine.",
            HelpName = "rid",
            DefaultValueFactory = _ => "",
        };
        var license = new Option<string?>("--license")
        {
            Description = "The license that replaces the licenses of the objects (BpfLicense).",
            HelpName = "text",
        };
        var command = new Command("check", "Prints the errors, warnings and hints that a build with these objects reports.")
        {
            files, kernels, oldest, runtime, license,
        };
        command.SetAction((given, cancel) =>
        {
            var types = (given.GetValue(kernels) ?? []).Select(ToolFiles.ReadKernel).ToList();
            var (errors, warnings) = (0, 0);
            foreach (var path in given.GetValue(files)!)
            {
                var result = ObjectReader.Read(path, TypeRequests.None, cancel);
                var contract = new Contract(path, given.GetValue(license), []) { MinKernel = given.GetValue(oldest) };
                var findings = ObjectChecks.Run(result, contract, [HandleOf(path)], TargetPlatform.Of(given.GetValue(runtime)!), cancel);
                var problems = findings.Select(finding => finding.Problem).ToList();
                if (result.Model is { } model && types.Count > 0)
                {
                    problems.AddRange(KernelTypeChecks.Run(model, types, cancel));
                }

                foreach (var problem in problems)
                {
                    Console.Out.WriteLine(ToolFiles.Line(path, problem));
                    errors += problem.Rule.Severity == Severity.Error ? 1 : 0;
                    warnings += problem.Rule.Severity == Severity.Warning ? 1 : 0;
                }
            }

            Console.Out.WriteLine($"{errors} errors, {warnings} warnings");
            return Task.FromResult(errors > 0 ? 1 : 0);
        });
        return command;
    }

    /// <summary>The class that a build would generate for an object.</summary>
    private static PlannedHandle HandleOf(string path)
    {
        var name = HandlePlanner.ClassNameOf(Path.GetFileNameWithoutExtension(path));
        return new PlannedHandle(path, new HandleClass("", [], "class", name, "internal sealed"), name + ".g.cs", License: null);
    }
}
