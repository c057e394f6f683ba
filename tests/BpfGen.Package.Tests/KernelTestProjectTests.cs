using System.IO;
using System.Threading.Tasks;
using BpfGen.Package.Tests.Support;
using Xunit;

namespace BpfGen.Package.Tests;

/// <summary>
/// Tests on other kernels need a test program of xUnit.net v3. In other projects they would build, and then the runner would find no tests.
/// </summary>
public sealed class KernelTestProjectTests(PackedPackage package) : IClassFixture<PackedPackage>
{
    private const string V3 = "<PackageReference Include=\"xunit.v3.mtp-v2\" Version=\"4.0.2\" />";

    private const string Tests = """
        public class Tests
        {
            [BpfGen.Testing.Kernels.KernelFact("6.12")]
            public void Passes() { }
        }
        """;

    [Theory]
    [InlineData(
        "<PackageReference Include=\"xunit\" Version=\"2.9.3\" />", "<IsTestProject>true</IsTestProject>",
        "but the project references xUnit.net v2. Replace the packages")]
    [InlineData("", "<OutputType>Exe</OutputType>", "but the project does not reference xUnit.net v3. Add the package")]
    [InlineData("", "<IsTestProject>true</IsTestProject>", "but the project does not reference xUnit.net v3. Add the package")]
    [InlineData(
        V3, "<OutputType>Exe</OutputType><UseMicrosoftTestingPlatformRunner>true</UseMicrosoftTestingPlatformRunner>",
        "but UseMicrosoftTestingPlatformRunner is set")]
    public async Task A_project_that_cannot_run_kernel_tests_is_an_error(string reference, string properties, string reason) =>
        Assert.Contains(
            "error BPFGEN069: BpfGen.Testing.Kernels.Xunit requires a test program of xUnit.net v3, " + reason,
            (await Build(reference, properties)).ShouldFail().Output);

    [Theory]
    [InlineData(V3, "<OutputType>Exe</OutputType>")]
    [InlineData("", "")]
    public async Task A_test_program_of_version_3_and_a_library_for_several_test_projects_build(string reference, string properties) =>
        (await Build(reference, properties)).ShouldSucceed();

    private async Task<ProcessResult> Build(string reference, string properties)
    {
        var folder = Directory.CreateDirectory(Path.Combine(package.Folder, System.Guid.NewGuid().ToString("N"))).FullName;
        Write("nuget.config", $"""
            <configuration>
              <packageSources>
                <add key="feed" value="{package.Feed}" />
              </packageSources>
            </configuration>
            """);
        Write("Tests.cs", Tests);
        Write("Checks.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <RestorePackagesPath>{Path.Combine(package.Folder, "packages")}</RestorePackagesPath>
                {properties}
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="BpfGen.Testing.Kernels.Xunit" Version="{package.Version}" />
                {reference}
              </ItemGroup>
            </Project>
            """);
        return await Dotnet.Run(folder, "build");

        void Write(string name, string text) => File.WriteAllText(Path.Combine(folder, name), text);
    }
}
