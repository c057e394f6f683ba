using System.IO;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using Xunit;

namespace BpfGen.Package.Tests.Support;

/// <summary>A project of this repository, published as a native binary. All tests that share this fixture use the same binary.</summary>
/// <param name="project">The project's folder.</param>
/// <param name="name">The name of the project's native binary.</param>
public abstract class PublishedProgram(string project, string name) : IAsyncLifetime
{
    private readonly string _root = Directory.CreateTempSubdirectory($"bpfgen-{name}-").FullName;

    public string Folder => Path.Combine(_root, "publish");

    public string Binary => Path.Combine(Folder, name);

    /// <summary>The output of <c>dotnet publish</c>.</summary>
    public string Log { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        string[] command =
        [
            "publish", project, "-r", RuntimeInformation.RuntimeIdentifier, "-o", Folder,
            Dotnet.WithoutAnalyzers, "--artifacts-path", Path.Combine(_root, "artifacts"),
        ];
        var published = await Dotnet.Run(PackedPackage.Repository, command);
        Log = published.ShouldSucceed().Output;

        // One test runs the binary as another user, who must be able to read the folder.
        (await Dotnet.Start("chmod", _root, "755", _root)).ShouldSucceed();
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_root, recursive: true);
        System.GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    internal Task<ProcessResult> Run(params string[] arguments) => Dotnet.Start(Binary, Folder, arguments);

    /// <summary>Pipes the binary's output into another command, for at most 20 seconds. The run fails if either command fails.</summary>
    internal Task<ProcessResult> RunInto(string reader, params string[] arguments) =>
        Dotnet.Start("timeout", Folder, ["20", "bash", "-c", $"set -o pipefail; \"$0\" \"$@\" | {reader}", Binary, .. arguments]);
}
