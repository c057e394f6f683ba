using System;
using System.IO;
using System.Threading.Tasks;

namespace BpfGen.Package.Tests.Support;

/// <summary>A program of this machine under a name that nobody else has.</summary>
internal sealed class CopiedProgram : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bpfgen-program-").FullName;

    /// <param name="program">Which one: <c>true</c>.</param>
    public CopiedProgram(string program)
    {
        // The kernel keeps 15 characters of it.
        Name = $"bg{Random.Shared.NextInt64():x}"[..12];
        Path = System.IO.Path.Combine(_folder, Name);
        File.Copy($"/usr/bin/{program}", Path);
    }

    public string Name { get; }

    public string Path { get; }

    /// <summary>Runs it, again and again, until something else is over.</summary>
    public Task RunUntil(Task end, params string[] arguments) => Repeat.Until(end, () => Dotnet.Start(Path, _folder, arguments));

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
