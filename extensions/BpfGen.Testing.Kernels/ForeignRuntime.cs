using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace BpfGen.Testing.Kernels;

/// <summary>
/// A .NET runtime of another architecture, with a program that runs an assembly. The .NET SDK publishes it once, with packages from NuGet.
/// </summary>
internal static class ForeignRuntime
{
    /// <summary>The name of the program. Its argument is the path of an assembly, and the assembly's arguments follow.</summary>
    public const string HostName = "bpfgen-guest";

    private static string Project(string runtime) => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net{Environment.Version.Major}.0</TargetFramework>
            <OutputType>Exe</OutputType>
            <RuntimeIdentifier>{runtime}</RuntimeIdentifier>
            <SelfContained>true</SelfContained>
            <InvariantGlobalization>true</InvariantGlobalization>
            <GenerateDependencyFile>false</GenerateDependencyFile>
            <DebugType>none</DebugType>
          </PropertyGroup>
        </Project>
        """;

    private const string Code = """
        using System.Reflection;
        using System.Runtime.Loader;

        var assembly = AssemblyLoadContext.Default.LoadFromAssemblyPath(System.IO.Path.GetFullPath(args[0]));
        Assembly.SetEntryAssembly(assembly);
        var main = assembly.EntryPoint!;
        var result = main.Invoke(
            null, BindingFlags.DoNotWrapExceptions, null, main.GetParameters().Length == 0 ? null : [args[1..]], null);
        return result is int status ? status : 0;
        """;

    /// <summary>Finds the runtime in the folder of a store, and publishes it if the folder does not have it.</summary>
    /// <returns>The folder of the runtime.</returns>
    public static async Task<string> FindAsync(KernelStore store, KernelArchitecture architecture, CancellationToken cancel)
    {
        var runtime = architecture == KernelArchitecture.Arm64 ? "linux-arm64" : "linux-x64";
        var target = Path.Combine(store.Folder, $"dotnet-{runtime}-{Environment.Version.ToString(3)}");
        if (Directory.Exists(target))
        {
            return target;
        }

        Directory.CreateDirectory(store.Folder);
        using var only = await FileLock.TakeAsync(target + ".lock", cancel).ConfigureAwait(false);
        if (!Directory.Exists(target))
        {
            if (HostTools.Find("dotnet") is null)
            {
                throw new KernelException(
                    $"The .NET SDK, which provides the runtime for {runtime}, is missing: see https://dotnet.microsoft.com/download");
            }

            using var work = await WorkFolder.CreateAsync(store.Folder, cancel).ConfigureAwait(false);
            await File.WriteAllTextAsync(Path.Combine(work.Path, $"{HostName}.csproj"), Project(runtime), cancel).ConfigureAwait(false);
            await File.WriteAllTextAsync(Path.Combine(work.Path, "Program.cs"), Code, cancel).ConfigureAwait(false);
            foreach (var name in (string[])["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"])
            {
                await File.WriteAllTextAsync(Path.Combine(work.Path, name), "<Project />", cancel).ConfigureAwait(false);
            }

            var output = Path.Combine(work.Path, "out");
            await HostProcess.OutputOfAsync(
                "dotnet", ["publish", "-c", "Release", "-o", output, "-v", "quiet", "-nologo"], cancel, work.Path).ConfigureAwait(false);
            Directory.Move(output, target);
        }

        return target;
    }
}
