using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;

namespace BpfGen.Kernel.Tests.Support;

/// <summary>
/// Runs cases and prints a line for each: <c>ok NAME</c>, <c>FAIL NAME: REASON</c>, <c>skip NAME: requires REQUIREMENT</c>, or <c>ok NAME
/// (refused: MESSAGE)</c> if the kernel lacks the feature and the error message names it. The last line has the counts.
/// </summary>
internal sealed class Runner
{
    private int _passed;
    private int _failed;
    private int _skipped;

    public bool HasFailed => _failed > 0;

    public void Run(IEnumerable<Case> cases)
    {
        foreach (var item in cases)
        {
            var clock = Stopwatch.StartNew();
            try
            {
                Console.WriteLine($"{Run(item)} [{clock.ElapsedMilliseconds} ms]");
            }
            catch (Exception exception)
            {
                _failed++;
                Console.WriteLine($"FAIL {item.Name}: {OneLine($"{exception.GetType().Name}: {exception.Message}")}");
                Console.WriteLine(string.Join('\n', (exception.StackTrace ?? "").Split('\n').Take(4)));
            }
        }
    }

    public void PrintCounts() => Console.WriteLine($"{_passed} passed, {_failed} failed, {_skipped} skipped");

    private string Run(Case item)
    {
        if (item.Need.IsMet())
        {
            item.Run();
            _passed++;
            return $"ok {item.Name}";
        }

        if (item.Refusal is null)
        {
            _skipped++;
            return $"skip {item.Name}: requires {item.Need.Description}";
        }

        var message = Check.Refused(item.Refusal);
        Check.Says(item.RefusedWith, message);
        _passed++;
        return $"ok {item.Name} (refused: {OneLine(message)})";
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
