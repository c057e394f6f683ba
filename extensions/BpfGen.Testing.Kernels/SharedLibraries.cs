using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;

namespace BpfGen.Testing.Kernels;

/// <summary>The shared libraries of native programs.</summary>
internal static partial class SharedLibraries
{
    private static readonly string[] OpenSslVersions = ["3", "1.1"];

    private static readonly string[] Folders =
        ["/usr/lib/x86_64-linux-gnu", "/lib/x86_64-linux-gnu", "/usr/lib64", "/lib64", "/usr/lib"];

    private static readonly string[] FoldersOfArm64 = ["lib/aarch64-linux-gnu", "usr/lib/aarch64-linux-gnu"];

    /// <summary>Returns the libraries that programs of this machine's architecture load, with the dynamic linker.</summary>
    /// <param name="programs">The programs and libraries.</param>
    /// <param name="cancel">Cancels the search.</param>
    /// <exception cref="KernelException">A library is missing.</exception>
    public static async Task<IReadOnlyCollection<string>> OfAsync(IEnumerable<string> programs, CancellationToken cancel)
    {
        var libraries = new SortedSet<string>(System.StringComparer.Ordinal);
        foreach (var program in programs)
        {
            // ldd fails for a statically linked program, which needs no libraries.
            var result = await HostProcess.RunAsync("ldd", [program], cancel).ConfigureAwait(false);
            if (Missing().Match(result.Output) is { Success: true } missing)
            {
                throw new KernelException($"{program} needs the library {missing.Groups[1].Value}, which this machine does not have.");
            }

            libraries.UnionWith(Library().Matches(result.Output).Select(match => match.Value));
        }

        return libraries;
    }

    /// <summary>Returns the libraries of OpenSSL of this machine, the newest version; none if it has none.</summary>
    public static IReadOnlyList<string> OfOpenSsl() => (
        from version in OpenSslVersions
        from folder in Folders
        let files = new[] { $"{folder}/libssl.so.{version}", $"{folder}/libcrypto.so.{version}" }
        where files.All(File.Exists)
        select files).FirstOrDefault() ?? [];

    /// <summary>Returns the libraries of a folder with the system files of another architecture.</summary>
    /// <returns>Paths in the machine, and the files.</returns>
    public static IEnumerable<(string Path, string Source)> OfSystem(string root) =>
        FoldersOfArm64
            .Where(folder => Directory.Exists(Path.Combine(root, folder)))
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(root, folder)))
            .Where(file => file.Contains(".so", System.StringComparison.Ordinal))
            .Select(file => ("lib/aarch64-linux-gnu/" + Path.GetFileName(file), file));

    [GeneratedRegex(@"(?<=\s)/[^ ]+(?= \(0x)")]
    private static partial Regex Library();

    [GeneratedRegex(@"^\s*(\S+) => not found", RegexOptions.Multiline)]
    private static partial Regex Missing();
}
