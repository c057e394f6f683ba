using System.IO;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using Xunit;

namespace BpfGen.Package.Tests.Support;

/// <summary>A project of this repository, published once for all tests of a class.</summary>
/// <param name="project">The project's folder.</param>
/// <param name="name">The name of its native binary.</param>
public abstract class PublishedProgram(string project, string name) : IAsyncLifetime
{
    private readonly string _root = Directory.CreateTempSubdirectory($"bpfgen-{name}-").FullName;

    public string Folder => Path.Combine(_root, "publish");

    public string Binary => Path.Combine(Folder, name);

    /// <summary>What the publishing said.</summary>
    public string Log { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        string[] command =
        [
            "publish", project, "-r", RuntimeInformation.RuntimeIdentifier, "-o", Folder,
            "-p:UseSharedCompilation=false", "--artifacts-path", Path.Combine(_root, "artifacts"),
        ];
        var published = await Dotnet.Run(PackedPackage.Repository, command);
        Log = published.ShouldSucceed().Output;

        // Another user runs it in one of the tests.
        (await Dotnet.Start("chmod", _root, "755", _root)).ShouldSucceed();
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_root, recursive: true);
        System.GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    internal Task<ProcessResult> Run(params string[] arguments) => Dotnet.Start(Binary, Folder, arguments);

    /// <summary>Runs it with a pipe from its output to another command, for 20 seconds at the most; it fails where one of the two does.</summary>
    internal Task<ProcessResult> RunInto(string reader, params string[] arguments) =>
        Dotnet.Start("timeout", Folder, ["20", "bash", "-c", $"set -o pipefail; \"$0\" \"$@\" | {reader}", Binary, .. arguments]);
}
