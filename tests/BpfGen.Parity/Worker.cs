using System;
using System.IO;
using System.Text.Json;

namespace BpfGen.Parity;

/// <summary>
/// A process that takes one object after another: whatever an object does to it, the run goes on with another one.
/// </summary>
internal static class Worker
{
    public const string Argument = "--worker";

    /// <summary>Answers each path on its standard input with a line of verdicts.</summary>
    public static int Run()
    {
        // What anything else prints must not come between the answers.
        using var answers = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
        Console.SetOut(Console.Error);
        while (Console.ReadLine() is { } path)
        {
            answers.WriteLine(JsonSerializer.Serialize(SubjectRunner.Run(path)));
        }

        return 0;
    }
}
