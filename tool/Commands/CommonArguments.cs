using System;
using System.Collections.Generic;
using System.CommandLine;
using BpfGen.Generator.Diagnostics;
using BpfGen.Tool.Files;

namespace BpfGen.Tool.Commands;

/// <summary>The arguments that several commands share.</summary>
internal static class CommonArguments
{
    public static Argument<string> Object() => new("object") { Description = "The eBPF object." };

    public static Argument<string[]> Objects() => new("objects")
    {
        Description = "The eBPF objects.",
        Arity = ArgumentArity.OneOrMore,
    };

    public static Option<string[]> KernelBtf(string description) => new("--kernel-btf")
    {
        Description = description,
        HelpName = "file",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    /// <summary>
    /// Writes the problems of an object to standard error. The command then shows the rest of the object.
    /// </summary>
    public static void Report(string path, IEnumerable<Problem> problems)
    {
        foreach (var problem in problems)
        {
            Console.Error.WriteLine(ToolFiles.Line(path, problem));
        }
    }
}
