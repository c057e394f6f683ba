using System;
using System.IO;
using System.Threading.Tasks;
using BpfGen.Agent.Tests.Support;
using Xunit;

namespace BpfGen.Agent.Tests;

/// <summary>The page, in a browser. The pictures are in <c>artifacts/agent-page</c>.</summary>
[Collection(AgentTests.Name)]
public sealed class PageTests
{
    private const string CanvasHasColours =
        """
        [...document.querySelectorAll("canvas")].every(canvas => {
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          return data.some(value => value !== 0);
        })
        """;

    public PageTests() => Browser.Require();

    [Fact]
    public async Task The_page_shows_what_happens()
    {
        await using var agent = await AgentProcess.StartAsync("--node", "node-1");
        using var cgroup = new TestCgroup();
        await using var browser = await Browser.OpenAsync(agent.Client.BaseAddress!);
        await browser.UseAsync(1280, "light");

        await browser.UntilAsync(
            $$"""
            document.getElementById("status").textContent === "ok"
              && document.getElementById("table-execs").innerText.includes("{{cgroup.Name}}")
              && document.getElementById("table-opens").innerText.includes("{{cgroup.Name}}")
              && document.getElementById("table-recent").innerText.includes("/bin/true")
              && document.getElementById("table-tcp").innerText.includes("outgoing")
              && document.getElementById("table-queue").innerText.includes("µs")
              && /running\s+[\d.]+( k)?\s+0\.\d+ %/.test(document.getElementById("table-probes").innerText)
            """,
            async () =>
            {
                _ = await agent.GetAsync("/healthz");
                await cgroup.RunAsync("/bin/true; /bin/cat /etc/passwd");
                await cgroup.RunAsync($": </dev/tcp/127.0.0.1/{agent.Client.BaseAddress!.Port}", "bash");
            });

        Assert.Equal("node-1", await browser.TextAsync("document.getElementById(\"node\").textContent"));
        Assert.Equal("true", await browser.TextAsync("document.getElementById(\"problems\").hidden"));
        Assert.Equal("true", await browser.TextAsync(CanvasHasColours));
        foreach (var (width, scheme) in new[] { (1280, "light"), (1280, "dark"), (600, "light"), (600, "dark") })
        {
            await browser.UseAsync(width, scheme);
            await browser.UntilAsync($"document.documentElement.classList.contains(\"dark\") === {(scheme == "dark" ? "true" : "false")}");
            Assert.Equal("true", await browser.TextAsync($"innerWidth === {width} && document.documentElement.scrollWidth <= {width}"));
            await browser.PictureAsync(Picture($"{width}-{scheme}"));
        }

        Assert.Empty(browser.Problems);
    }

    [Fact]
    public async Task The_page_says_which_probe_does_not_run()
    {
        await using var agent = await DegradedTests.StartAsync();
        await using var browser = await Browser.OpenAsync(agent.Client.BaseAddress!);
        await browser.UseAsync(1280, "light");

        await browser.UntilAsync("document.getElementById(\"status\").textContent === \"degraded\"");

        var problems = await browser.TextAsync("document.getElementById(\"problems\").innerText");
        Assert.StartsWith("One probe does not run", problems, StringComparison.Ordinal);
        Assert.Contains("tracefs", problems, StringComparison.Ordinal);
        Assert.Equal("true", await browser.TextAsync("document.getElementById(\"probe-FileOpens\").classList.contains(\"off\")"));
        Assert.Equal("false", await browser.TextAsync("document.getElementById(\"probe-Tcp\").classList.contains(\"off\")"));
        await browser.PictureAsync(Picture("degraded"));
        Assert.Empty(browser.Problems);
    }

    private static string Picture(string name)
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "BpfGen.sln")))
        {
            folder = Path.GetDirectoryName(folder.TrimEnd('/'))!;
        }

        return Path.Combine(folder, "artifacts", "agent-page", name + ".png");
    }
}
