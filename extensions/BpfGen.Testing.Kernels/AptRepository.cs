using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace BpfGen.Testing.Kernels;

/// <summary>
/// Packages of a Debian suite. apt runs with lists, cache and status of its own, so it changes nothing of the system. It uses the proxy and
/// the mirror of the system.
/// </summary>
/// <param name="folder">An empty folder for the lists and packages.</param>
/// <param name="architecture">The architecture of the packages.</param>
/// <param name="mirror">The mirror; null for the system's.</param>
internal sealed class AptRepository(string folder, KernelArchitecture architecture, string? mirror)
{
    private const string Keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";

    /// <summary>The folder with the unpacked files.</summary>
    public string Files => Path.Combine(folder, "files");

    /// <summary>The architecture's name in Debian.</summary>
    public static string DebianName(KernelArchitecture architecture) => architecture == KernelArchitecture.X64 ? "amd64" : "arm64";

    /// <summary>Reads the package lists of a suite.</summary>
    /// <param name="suite">The suite.</param>
    /// <param name="withSecurity">Whether to read those of its security updates, too.</param>
    /// <param name="cancel">Cancels the work.</param>
    public async Task ReadListsAsync(string suite, bool withSecurity, CancellationToken cancel)
    {
        foreach (var part in (string[])["lists/partial", "cache/archives/partial", "debs", "files"])
        {
            Directory.CreateDirectory(Path.Combine(folder, part));
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "status"), "", cancel).ConfigureAwait(false);
        if (!File.Exists(Keyring))
        {
            throw new MissingToolException([Keyring], ["debian-archive-keyring"]);
        }

        var known = await MirrorsAsync(cancel).ConfigureAwait(false);
        var main = mirror ?? known.FirstOrDefault(address => address.TrimEnd('/').EndsWith("/debian", StringComparison.Ordinal))
            ?? throw new KernelException(
                "The system's apt has no Debian mirror to fetch the kernels from. "
                + "Set the variable BPFGEN_VM_MIRROR to the address of one.");
        var security = known.FirstOrDefault(address => address.TrimEnd('/').EndsWith("/debian-security", StringComparison.Ordinal));
        var sources = $"deb [signed-by={Keyring}] {main} {suite} main\n";
        if (withSecurity && security is not null && suite != "sid" && !suite.EndsWith("-backports", StringComparison.Ordinal))
        {
            sources += $"deb [signed-by={Keyring}] {security} {suite}-security main\n";
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "sources.list"), sources, cancel).ConfigureAwait(false);
        await RunAsync("apt-get", ["update"], cancel).ConfigureAwait(false);
    }

    /// <summary>Returns the names of a package and of all packages that it depends on.</summary>
    public async Task<IReadOnlyList<string>> DependenciesAsync(string package, CancellationToken cancel) =>
    [
        .. (await RunAsync("apt-cache", ["depends", "--recurse", "--important", package], cancel).ConfigureAwait(false))
            .Split('\n').Where(line => line.Length > 0 && !char.IsWhiteSpace(line[0])).Distinct(),
    ];

    /// <summary>Downloads packages, without those that they depend on, and unpacks them to <see cref="Files"/>.</summary>
    public async Task UnpackAsync(IEnumerable<string> packages, CancellationToken cancel)
    {
        var debs = Path.Combine(folder, "debs");
        await RunAsync("apt-get", ["download", .. packages], cancel, debs).ConfigureAwait(false);
        foreach (var deb in Directory.GetFiles(debs, "*.deb"))
        {
            await HostProcess.OutputOfAsync("dpkg-deb", ["-x", deb, Files], cancel).ConfigureAwait(false);
        }
    }

    private static async Task<IReadOnlyList<string>> MirrorsAsync(CancellationToken cancel)
    {
        var targets = await HostProcess.RunAsync("apt-get", ["indextargets", "--format", "$(REPO_URI)"], cancel).ConfigureAwait(false);
        return [.. targets.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct().Order(StringComparer.Ordinal)];
    }

    private Task<string> RunAsync(string command, IEnumerable<string> arguments, CancellationToken cancel, string? workFolder = null)
    {
        var debian = DebianName(architecture);
        string[] settings =
        [
            $"APT::Architecture={debian}", $"APT::Architectures={debian}", $"Dir::State::Lists={folder}/lists",
            $"Dir::State::status={folder}/status", $"Dir::Cache={folder}/cache", $"Dir::Etc::SourceList={folder}/sources.list",
            "Dir::Etc::SourceParts=/dev/null", "Dir::Etc::Parts=/dev/null", $"APT::Sandbox::User={Environment.UserName}",
            "Debug::NoLocking=1", "Acquire::Languages=none", "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false",
            "Acquire::Retries=3",
        ];
        return HostProcess.OutputOfAsync(
            command, ["-q", .. settings.SelectMany(setting => new[] { "-o", setting }), .. arguments], cancel, workFolder);
    }
}
