using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using BpfGen.Package.Tests.Support;
using Xunit;

namespace BpfGen.Package.Tests;

/// <summary>The commands and files of <c>docs/dashboard.md</c>, in their order, lead to the answer that the page shows.</summary>
public sealed class DashboardPageTests(PackedPackage package) : IClassFixture<PackedPackage>
{
    private const int LongestName = 15; // of a program, in the kernel

    private static readonly string Page = Path.Combine(PackedPackage.Repository, "docs", "dashboard.md");

    [Fact]
    public async Task The_commands_of_the_dashboard_page_lead_from_the_template_to_the_answer_of_a_query()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/clang-19") || File.Exists("/usr/bin/clang"), "Requires clang.");
        Assert.SkipUnless(File.Exists("/usr/bin/prometheus"), "Requires Prometheus: apt-get install prometheus");
        Tracing.Required();
        var folder = Directory.CreateDirectory(Path.Combine(package.Folder, "dashboard")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "nuget.config"), $"""
            <configuration>
              <packageSources>
                <add key="feed" value="{package.Feed}" />
              </packageSources>
            </configuration>
            """, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "page.sh"), Script(folder), TestContext.Current.CancellationToken);

        var run = (await Dotnet.Start("bash", folder, "page.sh")).ShouldSucceed();

        Assert.Contains("info: BpfGen.Extensions.Hosting.BpfService[", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"executed_programs_total\{.*command=""\w+"".*\} \d+", run.Output);
        Assert.Matches(Answer(), run.Output);
    }

    /// <summary>The answer on the page, as a pattern: its time is that of the run.</summary>
    private static string Answer() => Regex.Escape(
        Assert.Single(Blocks(), block => block.Language == "text" && block.Text.StartsWith("{}", StringComparison.Ordinal)).Text.Trim())
        .Replace("1790000000\\.000", @"[\d.]+", StringComparison.Ordinal);

    /// <summary>
    /// The page as a script: blocks of commands as they are, and other blocks that begin with the name of a file as that file. The ports
    /// are free ones of this machine, the templates are the packed ones, and the name of the program is unique.
    /// </summary>
    private string Script(string folder)
    {
        var script = new StringBuilder($"""
            set -eu
            export DOTNET_CLI_HOME='{folder}' NUGET_PACKAGES='{package.Folder}/packages' DOTNET_NOLOGO=1
            trap 'kill $(jobs -p) 2>/dev/null || true; wait' EXIT

            """);
        foreach (var (language, text) in Blocks())
        {
            var name = Regex.Match(text, @"^(?://|#) (\S+\.\w+)\n");
            if (language == "sh")
            {
                script.Append(text);
            }
            else if (name.Success)
            {
                script.Append("cat > ").Append(name.Groups[1].Value).Append(" <<'END'\n").Append(text).Append("END\n");
            }
        }

        var templates = Path.Combine(package.Feed, $"BpfGen.Templates.{package.Version}.nupkg");
        return script.ToString()
            .Replace("new install BpfGen.Templates", $"new install '{templates}'", StringComparison.Ordinal)
            .Replace("sudo ", "", StringComparison.Ordinal)
            .Replace("hello", $"bg{Random.Shared.NextInt64():x16}"[..LongestName], StringComparison.Ordinal)
            .Replace("9464", $"{FreePort()}", StringComparison.Ordinal)
            .Replace("9090", $"{FreePort()}", StringComparison.Ordinal);
    }

    private static IEnumerable<(string Language, string Text)> Blocks() =>
        Regex.Matches(File.ReadAllText(Page), @"^```(\w+)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)
            .Select(match => (match.Groups[1].Value, match.Groups[2].Value));

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
