extern alias runtime;

using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Runtime.Versioning;
using System.Text.Json;
using runtime::BpfGen;

namespace BpfGen.Tool.Guest;

/// <summary>
/// The part of the command <c>verify</c> that runs in a virtual machine: loads each program of an object separately, and prints the
/// kernel's answer.
/// </summary>
internal static class GuestLoader
{
    /// <summary>The first argument of the tool in the virtual machine.</summary>
    public const string Argument = "guest-load";

    /// <summary>The name of the generated class. It is the same for every object.</summary>
    public const string ClassName = "ObjectUnderTest";

    /// <summary>The namespace of the generated class.</summary>
    public const string Namespace = "BpfGen.Verified";

    private const int LinesOfLog = 10;

    /// <param name="assembly">The path of the assembly with the generated class.</param>
    /// <param name="members">The C# properties of the programs.</param>
    [SupportedOSPlatform("linux")]
    public static int Run(string assembly, string[] members)
    {
        var generated = Assembly.LoadFrom(assembly).GetType($"{Namespace}.{ClassName}", throwOnError: true)!;
        foreach (var member in members)
        {
            Console.Out.WriteLine(GuestAnswer.Mark + JsonSerializer.Serialize(Load(generated, member), GuestJson.Default.GuestAnswer));
        }

        return 0;
    }

    [SupportedOSPlatform("linux")]
    private static GuestAnswer Load(Type generated, string member)
    {
        try
        {
            var options = generated.GetNestedType("LoadOptions")!;
            using var loaded = (IDisposable)generated.GetMethod("Load", [options])!.Invoke(
                null, BindingFlags.DoNotWrapExceptions, null, [SingleProgramOptions.Create(options, member)], null)!;
            var program = (BpfProgram)generated.GetProperty(member)!.GetValue(loaded)!;
            return new GuestAnswer(member, true, program.GetInfo().VerifiedInstructions, "", "", []);
        }
        catch (Exception exception)
        {
            var lines = Lines(exception.Message);
            return exception is VerifierException { Log.Length: > 0 } refusal
                ? new GuestAnswer(member, false, 0, refusal.Command, lines[0], [.. EndOf(refusal.Log)])
                : new GuestAnswer(
                    member, false, 0, (exception as BpfException)?.Command ?? exception.GetType().Name, lines[0],
                    [.. lines.Skip(1).Take(LinesOfLog)]);
        }
    }

    /// <summary>Returns the end of the verifier's log, where it writes the reason, without its statistics.</summary>
    private static IEnumerable<string> EndOf(string log) => Lines(log)
        .Where(line => !line.StartsWith("processed ", StringComparison.Ordinal)
            && !line.StartsWith("verification time ", StringComparison.Ordinal)
            && !line.StartsWith("stack depth ", StringComparison.Ordinal))
        .TakeLast(LinesOfLog);

    private static string[] Lines(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is { Length: > 0 } lines ? lines : [""];
}
