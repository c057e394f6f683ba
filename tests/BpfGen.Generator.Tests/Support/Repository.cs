using System.IO;
using System.Linq;
using System.Reflection;

namespace BpfGen.Generator.Tests.Support;

/// <summary>The folders of the repository that contains the source of these tests.</summary>
internal static class Repository
{
    public static string Root { get; } = typeof(Repository).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .First(attribute => attribute.Key == "RepositoryRoot").Value!;

    public static string Probes { get; } = Path.Combine(Root, "probes");

    public static byte[] Probe(string name) => File.ReadAllBytes(Path.Combine(Probes, name));
}
