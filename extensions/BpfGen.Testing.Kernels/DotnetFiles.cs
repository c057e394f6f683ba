using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;

namespace BpfGen.Testing.Kernels;

/// <summary>The .NET runtime for a virtual machine, and the command that starts an assembly with it.</summary>
internal static class DotnetFiles
{
    /// <summary>The folder of the program in the machine.</summary>
    public const string AppFolder = "/app";

    private const string Root = "/dotnet";

    /// <summary>The parts of the runtime for debuggers, tracing and other garbage collectors. The machine does not get them.</summary>
    private static readonly string[] Unused =
        ["libmscordaccore.so", "libmscordbi.so", "libclrgc.so", "libclrgcexp.so", "libcoreclrtraceptprovider.so", "createdump"];

    /// <summary>Settings that shorten the start, or turn off features whose libraries the machine does not have.</summary>
    public static readonly IReadOnlyDictionary<string, string> Variables = new Dictionary<string, string>
    {
        ["DOTNET_ROOT"] = Root,
        ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1",
        ["DOTNET_EnableDiagnostics"] = "0",
        ["DOTNET_TieredPGO"] = "0",
        ["DOTNET_gcConcurrent"] = "0",
    };

    /// <summary>Adds an assembly's folder and the runtime of this machine.</summary>
    /// <returns>The command, and the native files whose libraries the machine needs.</returns>
    public static (IReadOnlyList<string> Command, IReadOnlyList<string> Natives) AddOwn(CpioWriter archive, GuestProgram program)
    {
        var root = FindRoot();
        var natives = new List<string> { Path.Combine(root, "dotnet") };
        archive.AddCopy($"{Root}/dotnet", natives[0], executable: true);
        var resolver = Path.Combine(Newest(Path.Combine(root, "host", "fxr"), Environment.Version.Major), "libhostfxr.so");
        archive.AddCopy($"{Root}/host/fxr/{Path.GetFileName(Path.GetDirectoryName(resolver))}/libhostfxr.so", resolver);
        natives.Add(resolver);
        foreach (var framework in FrameworksOf(program.Path))
        {
            var folder = Newest(Path.Combine(root, "shared", framework), Environment.Version.Major);
            foreach (var file in Directory.EnumerateFiles(folder).Where(file => !Unused.Contains(Path.GetFileName(file))))
            {
                var path = $"{Root}/shared/{framework}/{Path.GetFileName(folder)}/{Path.GetFileName(file)}";
                if (file.EndsWith(".deps.json", StringComparison.Ordinal))
                {
                    archive.AddFile(path, WithoutUnused(file));
                    continue;
                }

                archive.AddCopy(path, file);

                // The libraries of compression, Kerberos and ICU are loaded on demand, and the machine has none of them.
                if (Path.GetFileName(file) is "libcoreclr.so" or "libclrjit.so" or "libhostpolicy.so" or "libSystem.Native.so")
                {
                    natives.Add(file);
                }
            }
        }

        // .NET opens the libraries of OpenSSL by name when a program first computes a hash.
        foreach (var library in SharedLibraries.OfOpenSsl())
        {
            archive.AddCopy(library, library, executable: true);
            natives.Add(library);
        }

        natives.AddRange(AddApp(archive, program, Path.GetFileName));
        return ([$"{Root}/dotnet", "exec", $"{AppFolder}/{Path.GetFileName(program.Path)}"], natives);
    }

    /// <summary>Adds an assembly's folder and a runtime of another architecture.</summary>
    /// <returns>The command.</returns>
    public static async Task<IReadOnlyList<string>> AddForeignAsync(
        CpioWriter archive, GuestProgram program, KernelArchitecture architecture, KernelStore store, CancellationToken cancel)
    {
        // The folder of the host also has the runtime. Without a list of dependencies, it finds all assemblies that are beside it.
        var folder = await ForeignRuntime.FindAsync(store, architecture, cancel).ConfigureAwait(false);
        AddApp(archive, program, name => name.EndsWith(".deps.json", StringComparison.Ordinal) ? null : name);
        foreach (var file in Directory.EnumerateFiles(folder).Where(file => !Unused.Contains(Path.GetFileName(file))))
        {
            archive.AddCopy($"{AppFolder}/{Path.GetFileName(file)}", file, executable: Path.GetFileName(file) == ForeignRuntime.HostName);
        }

        return [$"{AppFolder}/{ForeignRuntime.HostName}", $"{AppFolder}/{Path.GetFileName(program.Path)}"];
    }

    /// <summary>Adds the files of the assembly's folder.</summary>
    /// <returns>The shared libraries among them.</returns>
    private static List<string> AddApp(CpioWriter archive, GuestProgram program, Func<string, string?> filter)
    {
        var folder = Path.GetDirectoryName(program.Path)!;
        var natives = new List<string>();
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var relative = Path.GetRelativePath(folder, file);
            if (!program.Includes(relative) || filter(Path.GetFileName(file)) is null)
            {
                continue;
            }

            archive.AddCopy($"{AppFolder}/{relative}", file);
            if (file.EndsWith(".so", StringComparison.Ordinal) && !relative.Contains('/', StringComparison.Ordinal))
            {
                natives.Add(file);
            }
        }

        return natives;
    }

    /// <summary>Finds the folder of .NET: that of this process, or else that of the command <c>dotnet</c>.</summary>
    private static string FindRoot()
    {
        var own = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location) ?? "/", "../../.."));
        return new[] { own, Environment.GetEnvironmentVariable("DOTNET_ROOT"), FolderOfCommand() }
            .FirstOrDefault(folder => folder is { Length: > 0 } && File.Exists(Path.Combine(folder, "dotnet")))
            ?? throw new KernelException(
                "The virtual machine needs the .NET runtime, which this machine does not have. "
                + "Install it, or set DOTNET_ROOT to its folder: see https://dotnet.microsoft.com/download");
    }

    private static string? FolderOfCommand() => HostTools.Find("dotnet") is { } command
        ? Path.GetDirectoryName(File.ResolveLinkTarget(command, returnFinalTarget: true)?.FullName ?? command)
        : null;

    private static string Newest(string folder, int major) =>
        (Directory.Exists(folder) ? Directory.EnumerateDirectories(folder) : [])
            .Select(path => (path, version: Version.TryParse(Path.GetFileName(path).Split('-')[0], out var version) ? version : null))
            .Where(item => item.version?.Major == major)
            .OrderByDescending(item => item.version)
            .Select(item => item.path)
            .FirstOrDefault()
        ?? throw new KernelException(
            $"The folder '{folder}' does not have version {major} for the virtual machine. Install the .NET {major} runtime.");

    /// <summary>Returns the names of the shared frameworks in an assembly's <c>runtimeconfig.json</c>.</summary>
    private static IReadOnlyList<string> FrameworksOf(string assembly)
    {
        const string first = "Microsoft.NETCore.App";
        var path = Path.ChangeExtension(assembly, ".runtimeconfig.json");
        if (!File.Exists(path))
        {
            throw new KernelException($"'{path}' is missing: build the project as a program (OutputType Exe).");
        }

        var options = JsonNode.Parse(File.ReadAllText(path))?["runtimeOptions"];
        JsonNode?[] frameworks = [options?["framework"], .. options?["frameworks"]?.AsArray() ?? []];
        return [.. frameworks.Select(framework => (string?)framework?["name"]).OfType<string>().Append(first).Distinct()];
    }

    /// <summary>Reads a framework's list of files, without those that the machine does not have.</summary>
    private static byte[] WithoutUnused(string path)
    {
        var json = JsonNode.Parse(File.ReadAllText(path))!;
        foreach (var (_, target) in json["targets"]!.AsObject())
        {
            foreach (var (_, library) in target!.AsObject())
            {
                foreach (var name in Unused)
                {
                    (library?["native"] as JsonObject)?.Remove(name);
                }
            }
        }

        return System.Text.Encoding.UTF8.GetBytes(json.ToJsonString());
    }
}
