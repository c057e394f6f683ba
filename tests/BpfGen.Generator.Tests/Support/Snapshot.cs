using System;
using System.IO;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Xunit;

namespace BpfGen.Generator.Tests.Support;

/// <summary>
/// Compares generated code with a file beside the test. File names follow Verify.SourceGenerators:
/// <c>Class.Method#Hint.verified.cs</c> holds the accepted code. If the code differs, the test writes it to <c>.received.cs</c>. To accept
/// the current code, run the tests with <c>BPFGEN_ACCEPT_SNAPSHOTS=1</c>.
/// </summary>
/// <remarks>
/// The package registry of this project's CI does not have the package Verify, so this class replaces it. With these file names, the
/// project can switch to Verify later.
/// </remarks>
internal static class Snapshot
{
    /// <summary>
    /// The folder of the snapshots. The code does not use <c>[CallerFilePath]</c>, because a deterministic build replaces the folders in
    /// that path.
    /// </summary>
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "BpfGen.Generator.Tests");

    /// <summary>The version of BpfGen in generated code. Each commit has another one, so snapshots do not contain it.</summary>
    private static readonly Regex Version = new("(?<=GeneratedCode\\(\"BpfGen\", \")[^\"]*");

    public static void Verify(GeneratorRun run, [CallerFilePath] string file = "", [CallerMemberName] string method = "")
    {
        Assert.NotEmpty(run.Sources);
        run.Compile();
        foreach (var (hint, source) in run.Sources)
        {
            Verify(
                Version.Replace(source, "VERSION"),
                Path.Combine(Folder, $"{Path.GetFileNameWithoutExtension(file)}.{method}#{Path.GetFileNameWithoutExtension(hint)}"));
        }
    }

    private static void Verify(string source, string path)
    {
        var verified = path + ".verified.cs";
        var received = path + ".received.cs";
        if (Environment.GetEnvironmentVariable("BPFGEN_ACCEPT_SNAPSHOTS") == "1")
        {
            File.WriteAllText(verified, source);
        }

        var expected = File.Exists(verified) ? File.ReadAllText(verified).ReplaceLineEndings("\n") : null;
        if (expected == source)
        {
            File.Delete(received);
            return;
        }

        File.WriteAllText(received, source);
        Assert.Fail(
            expected is null ? $"{verified} is missing; the generated code is in {received}." : $"{verified} differs from {received}.");
    }
}
