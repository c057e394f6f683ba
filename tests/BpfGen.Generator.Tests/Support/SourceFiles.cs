using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace BpfGen.Generator.Tests.Support;

/// <summary>The C# files of the repository, except the files that a build creates.</summary>
internal static class SourceFiles
{
    public static IEnumerable<string> Below(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/") && !file.Contains("/bin/"));
}
