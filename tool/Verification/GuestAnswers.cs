using System;
using System.Collections.Generic;
using System.Text.Json;
using BpfGen.Tool.Guest;

namespace BpfGen.Tool.Verification;

/// <summary>The answers that the loader printed in a virtual machine.</summary>
/// <param name="ByMember">The answers by the C# property of their program.</param>
/// <param name="Problem">The description of the first line that is no answer although it begins like one; null for none.</param>
internal sealed record GuestAnswers(IReadOnlyDictionary<string, GuestAnswer> ByMember, string? Problem)
{
    private const int LengthOfQuote = 120;

    /// <summary>Reads the output of the loader. A damaged line does not hide the other answers.</summary>
    public static GuestAnswers Read(string output)
    {
        var answers = new Dictionary<string, GuestAnswer>();
        string? problem = null;
        foreach (var line in output.Split('\n'))
        {
            if (!line.StartsWith(GuestAnswer.Mark, StringComparison.Ordinal))
            {
                continue;
            }

            var json = line[GuestAnswer.Mark.Length..];
            if (Parse(json) is not { } answer)
            {
                problem ??= $"The machine printed a damaged answer: '{Quote(json)}'. Its output was cut or mixed with other messages. "
                    + "Run the command again; if the disk of this machine is full, make room first.";
            }
            else if (!answers.TryAdd(answer.Member, answer))
            {
                problem ??= $"The machine printed two answers about '{answer.Member}'. Its output is damaged. Run the command again.";
            }
        }

        return new GuestAnswers(answers, problem);
    }

    private static GuestAnswer? Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, GuestJson.Default.GuestAnswer);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Quote(string text) => text.Length > LengthOfQuote ? text[..LengthOfQuote] + "…" : text;
}
