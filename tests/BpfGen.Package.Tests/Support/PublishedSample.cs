using System.IO;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using Xunit;

namespace BpfGen.Package.Tests.Support;

/// <summary>The sample, published once for all tests.</summary>
public sealed class PublishedSample : IAsyncLifetime
{
    private readonly string _root = Directory.CreateTempSubdirectory("bpfgen-sample-").FullName;

    public string Folder => Path.Combine(_root, "publish");

    /// <summary>What the publishing said.</summary>
    public string Log { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        var published = await Dotnet.Run(
            PackedPackage.Repository,
            "publish", "sample-app", "-r", RuntimeInformation.RuntimeIdentifier, "-o", Folder, "-p:UseSharedCompilation=false", "--artifacts-path", Path.Combine(_root, "artifacts"));
        Log = published.ShouldSucceed().Output;

        // Another user runs it in one of the tests.
        (await Dotnet.Start("chmod", _root, "755", _root)).ShouldSucceed();
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_root, recursive: true);
        return ValueTask.CompletedTask;
    }

    internal Task<ProcessResult> Run(params string[] arguments) => Dotnet.Start(Path.Combine(Folder, "sample-app"), Folder, arguments);
}
