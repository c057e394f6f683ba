using System;
using System.IO;
using System.Threading.Tasks;
using Xunit;

namespace BpfGen.Package.Tests.Support;

/// <summary>A project created by <c>dotnet new console</c>, with an eBPF source that the build compiles.</summary>
internal sealed class ProbeProject
{
    public const string Probe = """
        #include <linux/bpf.h>
        #include <bpf/bpf_helpers.h>
        #include "event.h"

        char LICENSE[] SEC("license") = "GPL";

        struct {
            __uint(type, BPF_MAP_TYPE_RINGBUF);
            __uint(max_entries, 4096);
            __type(value, struct event);
        } events SEC(".maps");

        SEC("tracepoint/syscalls/sys_enter_getppid")
        int on_call(void *ctx)
        {
            struct event *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);

            if (!event)
                return 0;
            event->pid = bpf_get_current_pid_tgid() >> 32;
            bpf_ringbuf_submit(event, 0);
            return 0;
        }
        """;

    private const string Program = "System.Console.WriteLine(typeof(App.Hello.Types.Event));\n";

    /// <summary>The folder of a new console project, which all projects of the run begin with.</summary>
    private static readonly Lazy<Task<string>> Template = new(CreateTemplate);

    private readonly PackedPackage _package;

    private ProbeProject(PackedPackage package, string folder) => (_package, Folder) = (package, folder);

    public string Folder { get; }

    public string Source => Path.Combine(Folder, "probes", "hello.bpf.c");

    public string Object => Path.Combine(Folder, "obj", "Debug", "net10.0", "bpf", "probes", "hello.o");

    private static async Task<string> CreateTemplate()
    {
        var folder = Path.Combine(PackedPackage.SharedFolder, "console");
        (await Dotnet.Run(
            PackedPackage.SharedFolder, "new", "console", "--name", "App", "--output", folder, "--no-restore")).ShouldSucceed();
        return folder;
    }

    /// <param name="package">The package to reference.</param>
    /// <param name="name">The name of the project's folder.</param>
    /// <param name="properties">More properties, as XML.</param>
    /// <param name="metadata">Metadata of the BpfCompile item, as XML attributes.</param>
    public static async Task<ProbeProject> Create(PackedPackage package, string name = "app", string properties = "", string metadata = "")
    {
        Assert.SkipUnless(File.Exists("/usr/bin/clang-19") || File.Exists("/usr/bin/clang"), "Requires clang.");
        var folder = Directory.CreateDirectory(Path.Combine(package.Folder, Guid.NewGuid().ToString("N"), name)).FullName;
        PackedPackage.CopySources(await Template.Value, folder);
        var project = new ProbeProject(package, folder);
        project.Write("Program.cs", Program);
        project.Write("probes/hello.bpf.c", Probe);
        project.Write("probes/event.h", "struct event {\n    __u32 pid;\n};\n");
        project.Write("nuget.config", $"""
            <configuration>
              <packageSources>
                <clear />
                <add key="feed" value="{package.Feed}" />
              </packageSources>
            </configuration>
            """);
        project.Write("App.csproj", File.ReadAllText(Path.Combine(folder, "App.csproj"))
            .Replace("</Project>", $"""
                  <PropertyGroup>
                    <RestorePackagesPath>{Path.Combine(package.Folder, "packages")}</RestorePackagesPath>
                    {properties}
                  </PropertyGroup>
                  <ItemGroup>
                    <PackageReference Include="BpfGen" Version="{package.Version}" />
                    <BpfCompile Include="probes/*.bpf.c" {metadata} />
                  </ItemGroup>
                </Project>
                """, StringComparison.Ordinal));
        return project;
    }

    public void Write(string path, string text)
    {
        var file = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    public Task<ProcessResult> Build(params string[] options) => Dotnet.Run(Folder, ["build", .. options]);

    /// <summary>Creates a program that counts how often it is run, and then runs clang.</summary>
    /// <returns>The path of the program, to set as <c>BpfClang</c>, and the path of the file to which each run adds a line.</returns>
    public (string Program, string Calls) CountingClang()
    {
        var (program, calls) = (Path.Combine(_package.Folder, Guid.NewGuid().ToString("N")), Path.Combine(Folder, "calls.txt"));
        var clang = File.Exists("/usr/bin/clang-19") ? "/usr/bin/clang-19" : "/usr/bin/clang";
        File.WriteAllText(program, $"#!/bin/sh\necho \"$@\" >> '{calls}'\nexec {clang} \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        return (program, calls);
    }
}
