using System;
using System.IO;
using System.Runtime.CompilerServices;
using Xunit;

namespace BpfGen.Generator.Tests.Support;

/// <summary>
/// Compares generated code with a file beside the test, by the file conventions of Verify.SourceGenerators:
/// <c>Class.Method#Hint.verified.cs</c> is what was accepted, <c>.received.cs</c> is written where something else came. Run the tests with
/// <c>BPFGEN_ACCEPT_SNAPSHOTS=1</c> to accept what comes.
/// </summary>
/// <remarks>Verify itself is not in the package registry that this project's CI can reach; the files are named so that it can take over.</remarks>
internal static class Snapshot
{
    /// <summary>The compiler gives callers' paths that a deterministic build has made up: only the file's name is of use.</summary>
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "BpfGen.Generator.Tests");

    public static void Verify(GeneratorRun run, [CallerFilePath] string file = "", [CallerMemberName] string method = "")
    {
        Assert.NotEmpty(run.Sources);
        run.Compile();
        foreach (var (hint, source) in run.Sources)
        {
            Verify(source, Path.Combine(Folder, $"{Path.GetFileNameWithoutExtension(file)}.{method}#{Path.GetFileNameWithoutExtension(hint)}"));
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
        Assert.Fail(expected is null ? $"There is no {verified}; what came is in {received}." : $"{verified} differs from {received}.");
    }
}
