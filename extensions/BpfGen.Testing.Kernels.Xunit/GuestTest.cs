using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace BpfGen.Testing.Kernels;

/// <summary>The result of one test in a virtual machine.</summary>
/// <param name="Name">The name of the test, with the arguments of its row.</param>
/// <param name="Result"><see cref="Passed"/>, <see cref="Failed"/>, <see cref="Skipped"/> or <see cref="NotRun"/>.</param>
/// <param name="Seconds">The duration.</param>
internal sealed record GuestTest(string Name, string Result, decimal Seconds)
{
    public const string Passed = "Pass";
    public const string Failed = "Fail";
    public const string Skipped = "Skip";
    public const string NotRun = "NotRun";

    private const int LinesOfOutput = 30;

    /// <summary>The message of the exception, or the reason for a skipped test.</summary>
    public string Message { get; init; } = "";

    /// <summary>The name of the exception's type.</summary>
    public string? Type { get; init; }

    public string? StackTrace { get; init; }

    /// <summary>The output of the test.</summary>
    public string Output { get; init; } = "";

    /// <summary>Reads the results that the test program wrote.</summary>
    /// <exception cref="KernelException">The program ran no test.</exception>
    public static IReadOnlyList<GuestTest> Read(GuestResult result)
    {
        List<GuestTest> tests = [];
        try
        {
            if (result.ResultText.Trim() is { Length: > 0 } text)
            {
                tests = [.. XDocument.Parse(text).Descendants("test").Select(test => Read(test, result.Release))];
            }
        }
        catch (XmlException exception)
        {
            throw new KernelException(
                $"The results of the tests on Linux {result.Release} are damaged: {exception.Message} The program ended with status "
                + $"{result.Status}. Perhaps it filled /tmp of the machine, which has half of its memory. The end of its output:\n"
                + EndOf(result), exception);
        }

        if (tests.Count == 0)
        {
            throw new KernelException(
                $"The test program ran no test on Linux {result.Release}, and ended with status {result.Status}. "
                + "The project must be a program of xUnit.net v3 with its own command line (not UseMicrosoftTestingPlatformRunner). "
                + "The end of its output:\n" + EndOf(result));
        }

        // An exception of a fixture, or a crash after the tests, is the result of no test.
        if (result.Status != 0 && tests.TrueForAll(test => test.Result != Failed))
        {
            tests.Add(new GuestTest(tests[0].Name, Failed, 0)
            {
                Message = $"No test failed on Linux {result.Release}, but the test program ended with status {result.Status}. "
                    + "The end of its output:\n" + EndOf(result),
            });
        }

        return tests;
    }

    private static string EndOf(GuestResult result) =>
        string.Join('\n', result.Output.TrimEnd().Split('\n').TakeLast(LinesOfOutput));

    private static GuestTest Read(XElement test, string release)
    {
        var failure = test.Element("failure");
        var type = (string?)failure?.Attribute("exception-type");
        var message = Unescape((string?)failure?.Element("message") ?? (string?)test.Element("reason"));

        // The framework writes the type before the message, except for assertions. It does this again when this process reports the
        // result, so remove the type here.
        message = message.StartsWith($"{type} : ", StringComparison.Ordinal) ? message[(type!.Length + " : ".Length)..] : message;
        return new GuestTest(
            Unescape((string?)test.Attribute("name")),
            (string?)test.Attribute("result") ?? Failed,
            decimal.TryParse((string?)test.Attribute("time"), NumberStyles.Number, CultureInfo.InvariantCulture, out var time) ? time : 0)
        {
            Message = message,
            Type = type,
            StackTrace = (string?)failure?.Element("stack-trace"),
            Output = $"Linux {release}\n{(string?)test.Element("output")}",
        };
    }

    /// <summary>Reads a text in which the framework wrote quotes, backslashes and control characters as C# does: <c>\"</c>.</summary>
    private static string Unescape(string? text)
    {
        try
        {
            return Regex.Unescape(text ?? "");
        }
        catch (ArgumentException)
        {
            // A version of the framework that writes the text as it is.
            return text!;
        }
    }
}
