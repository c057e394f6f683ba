using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace BpfGen.Parity;

/// <summary>
/// A process that compiles and loads one object after another. If an object crashes the process, the run continues in a new process.
/// </summary>
internal static class Worker
{
    public const string Argument = "--worker";

    /// <summary>
    /// Answers requests on standard input. A request has two lines: the number of programs to skip, and the path of the object. The answer
    /// consists of a line with the names of the programs, a line for each verdict as soon as the verdict is known, and an empty line.
    /// </summary>
    /// <param name="core">Whether the kernel or BpfGen resolves CO-RE relocations.</param>
    public static int Run(CoreMode core)
    {
        // Send all other output of this process to standard error, so that it does not mix with the answers.
        using var answers = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
        Console.SetOut(Console.Error);
        while (Console.ReadLine() is { } skip && Console.ReadLine() is { } path)
        {
            var subject = Subject.Open(path);
            answers.WriteLine(JsonSerializer.Serialize(subject.Programs.Select(program => program.Name)));
            foreach (var verdict in SubjectRunner.Run(subject, core, int.Parse(skip, CultureInfo.InvariantCulture)))
            {
                answers.WriteLine(JsonSerializer.Serialize(verdict));
            }

            answers.WriteLine();
        }

        return 0;
    }
}
