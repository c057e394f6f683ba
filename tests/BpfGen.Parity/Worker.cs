using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace BpfGen.Parity;

/// <summary>
/// A process that takes one object after another: whatever an object does to it, the run goes on with another one.
/// </summary>
internal static class Worker
{
    public const string Argument = "--worker";

    /// <summary>
    /// Answers each question on its standard input, a line of how many programs to leave out and a line with the object's path: with a line of the programs' names, a
    /// line for each verdict, as soon as there is one, and an empty line at the end.
    /// </summary>
    public static int Run()
    {
        // What anything else prints must not come between the answers.
        using var answers = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
        Console.SetOut(Console.Error);
        while (Console.ReadLine() is { } skip && Console.ReadLine() is { } path)
        {
            var subject = Subject.Open(path);
            answers.WriteLine(JsonSerializer.Serialize(subject.Programs.Select(program => program.Name)));
            foreach (var verdict in SubjectRunner.Run(subject, int.Parse(skip, CultureInfo.InvariantCulture)))
            {
                answers.WriteLine(JsonSerializer.Serialize(verdict));
            }

            answers.WriteLine();
        }

        return 0;
    }
}
