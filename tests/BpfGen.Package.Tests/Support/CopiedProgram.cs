using System;
using System.IO;
using System.Threading.Tasks;

namespace BpfGen.Package.Tests.Support;

/// <summary>A copy of a program of this machine. The copy has a name that no other program has.</summary>
internal sealed class CopiedProgram : IDisposable
{
    private const int MaxNameLength = 15; // The kernel keeps at most this number of characters of a program's name.

    /// <param name="program">The program to copy, such as <c>true</c>.</param>
    /// <param name="prefix">The beginning of the copy's name.</param>
    public CopiedProgram(string program, string prefix = "bg")
    {
        Name = $"{prefix}{Random.Shared.NextInt64():x16}"[..MaxNameLength];
        Path = System.IO.Path.Combine(Folder, Name);
        File.Copy($"/usr/bin/{program}", Path);
    }

    /// <summary>The temporary folder of the copy. It is deleted with the copy.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("bpfgen-program-").FullName;

    public string Name { get; }

    public string Path { get; }

    /// <summary>Runs the copy again and again until another task completes.</summary>
    public Task RunUntil(Task end, params string[] arguments) => Repeat.Until(end, () => Dotnet.Start(Path, Folder, arguments));

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
