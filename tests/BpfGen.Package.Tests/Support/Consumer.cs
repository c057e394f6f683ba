using System;
using System.IO;
using System.Threading.Tasks;

namespace BpfGen.Package.Tests.Support;

/// <summary>A new project with a probe. The project references the package from the feed.</summary>
internal sealed class Consumer
{
    private const string Program = """
        using System;
        using BpfGen;
        using Consumer;

        using var probe = Probe.Load();
        using var socket = PacketSocket.Open("lo");
        using var link = probe.BpfProg.Attach(socket);
        using var reader = probe.Events.OpenReader();
        using var udp = new System.Net.Sockets.UdpClient(0);
        udp.Send([1], new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, ((System.Net.IPEndPoint)udp.Client.LocalEndPoint!).Port));
        await foreach (var record in reader.ReadAllAsync())
        {
            Console.WriteLine($"cpu {record.Cpu}: {record.As<ulong>()} ns");
            break;
        }
        """;

    /// <param name="package">The package to reference.</param>
    /// <param name="metadata">The item metadata of the probe, as XML attributes.</param>
    /// <param name="source">The source of the program.</param>
    /// <param name="probe">The path of the probe's object file, or null for <c>probes/probe.o</c>.</param>
    public Consumer(PackedPackage package, string metadata, string source = Program, string? probe = null)
    {
        Folder = Directory.CreateDirectory(Path.Combine(package.Folder, Guid.NewGuid().ToString("N"), "Consumer")).FullName;
        File.Copy(probe ?? Path.Combine(PackedPackage.Repository, "probes", "probe.o"), Path.Combine(Folder, "probe.o"));
        File.WriteAllText(Path.Combine(Folder, "Program.cs"), source);
        File.WriteAllText(Path.Combine(Folder, "nuget.config"), $"""
            <configuration>
              <packageSources>
                <clear />
                <add key="feed" value="{package.Feed}" />
              </packageSources>
            </configuration>
            """);
        File.WriteAllText(Path.Combine(Folder, "Consumer.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <AnalysisLevel>latest-all</AnalysisLevel>
                <NoWarn>CA1303;CA2007;CA1852;CA1515;CA1812</NoWarn>
                <RestorePackagesPath>{Path.Combine(package.Folder, "packages")}</RestorePackagesPath>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="BpfGen" Version="{package.Version}" />
                <AdditionalFiles Include="probe.o" {metadata} />
              </ItemGroup>
            </Project>
            """);
    }

    public string Folder { get; }

    /// <summary>Adds the NuGet feeds that are configured on this machine, because a native build needs a compiler from a package.</summary>
    public void UseOtherFeedsToo()
    {
        var file = Path.Combine(Folder, "nuget.config");
        File.WriteAllText(file, File.ReadAllText(file).Replace("<clear />", "", StringComparison.Ordinal));
    }

    public Task<ProcessResult> Build() => Dotnet.Run(Folder, "build");

    public Task<ProcessResult> Run(params string[] arguments) => Dotnet.Run(Folder, ["run", "--no-build", "--", .. arguments]);
}
