using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.NetworkInformation;
using System.Text.Json;
using System.Threading.Tasks;
using BpfGen.Agent.Tests.Support;
using BpfGen.Hosting.Tests.Support;
using Xunit;

namespace BpfGen.Agent.Tests;

/// <summary>The web server: its paths, its headers, and its settings.</summary>
[Collection(AgentTests.Name)]
public sealed class WebTests
{
    [Fact]
    public async Task Answers_have_headers_that_protect_a_browser()
    {
        await using var agent = await AgentProcess.StartAsync();
        foreach (var path in new[] { "/", "/page.js", "/page.css", "/icon.svg", "/healthz", "/metrics", "/no/such" })
        {
            using var answer = await agent.Client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

            Assert.Equal(path == "/no/such" ? HttpStatusCode.NotFound : HttpStatusCode.OK, answer.StatusCode);
            var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
            Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
            Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
            Assert.False(answer.Headers.Contains("Server"));
        }

        var page = await agent.GetAsync("/");
        Assert.DoesNotContain("style=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_server_refuses_other_methods_and_unknown_hosts()
    {
        await using var agent = await AgentProcess.StartAsync("--allowedhosts", "agent.example.com");

        Assert.Equal(HttpStatusCode.MethodNotAllowed, await SendAsync(HttpMethod.Post, "localhost"));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, await SendAsync(HttpMethod.Delete, "localhost"));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(HttpMethod.Head, "localhost"));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(HttpMethod.Get, "agent.example.com"));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(HttpMethod.Get, "[::1]:80"));
        Assert.Equal(HttpStatusCode.MisdirectedRequest, await SendAsync(HttpMethod.Get, "attacker.example.com"));

        async Task<HttpStatusCode> SendAsync(HttpMethod method, string host)
        {
            using var request = new HttpRequestMessage(method, "/healthz") { Headers = { Host = host } };
            using var answer = await agent.Client.SendAsync(request, TestContext.Current.CancellationToken);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task The_server_listens_on_the_loopback_address_by_default()
    {
        await using var agent = await AgentProcess.StartAsync();

        var port = agent.Client.BaseAddress!.Port;
        var listeners = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Where(listener => listener.Port == port);
        Assert.Equal(IPAddress.Loopback, Assert.Single(listeners).Address);
        Assert.DoesNotContain("without a password", agent.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_address_is_used_with_a_warning()
    {
        await using var agent = await AgentProcess.StartAsync("--address", "0.0.0.0");

        Assert.Contains("can read the metrics and the page without a password", agent.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_environment_and_a_file_provide_settings_that_the_command_line_lacks()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(
            file,
            """{ "Agent": { "Node": "of-the-file", "Probes": { "Tcp": false, "BlockIo": false } } }""",
            TestContext.Current.CancellationToken);
        await using var agent = await AgentProcess.StartAsync(
            "dotnet",
            ["exec", AgentProcess.Program, "--config", file, "--port", "0", "--probes:execs", "false"],
            new Dictionary<string, string>
            {
                ["BPFGEN_AGENT_PROBES__BLOCKIO"] = "true",
                ["Agent__Probes__RunQueue"] = "false",
                ["PORT"] = "1",
            });

        var health = JsonDocument.Parse(await agent.GetAsync("/healthz")).RootElement;
        Assert.Equal("of-the-file", health.GetProperty("node").GetString());
        Assert.Equal(
            ["Tcp off", "RunQueue off", "BlockIo running", "FileOpens running", "Execs off"],
            health.GetProperty("probes").EnumerateArray().Select(probe => $"{probe.GetProperty("name")} {probe.GetProperty("state")}"));
        File.Delete(file);
    }

    [Theory]
    [InlineData("--port", "99999", "The setting Agent:Port is '99999', which is not a TCP port.")]
    [InlineData("--address", "here", "The setting Agent:Address is 'here', which is not an IP address.")]
    [InlineData("--pin", "pins", "The setting Agent:Pin is 'pins', which is not an absolute path.")]
    [InlineData("--jsonlines", "maybe", "The setting Agent:JsonLines is 'maybe', which is neither true nor false.")]
    [InlineData("--otlp:endpoint", "collector", "The setting Agent:Otlp:Endpoint is 'collector', which is not an HTTP address.")]
    [InlineData("--Agent:Probes:Tpc", "true", "The setting Agent:Probes:Tpc is 'true', which is not a probe.")]
    [InlineData("--prot", "1", "The setting on the command line is '--prot', which is not an option of the agent.")]
    [InlineData("--config", "/no/such.json", "The setting --config is '/no/such.json', which is not a file that the agent can read.")]
    public async Task A_setting_with_an_invalid_value_is_an_error_that_says_how_to_correct_it(string option, string value, string message)
    {
        using var process = Process.Start(
            new ProcessStartInfo("dotnet", ["exec", AgentProcess.Program, option, value]) { RedirectStandardError = true })!;
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(2, process.ExitCode);
        Assert.StartsWith("bpfgen-agent: " + message, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_are_sent_by_OTLP()
    {
        using var receiver = new OtlpReceiver();
        await using var agent = await AgentProcess.StartAsync(
            "dotnet",
            [
                "exec", AgentProcess.Program, "--port", "0",
                "--otlp:endpoint", receiver.Address.AbsoluteUri, "--otlp:protocol", "http/protobuf",
            ],
            new Dictionary<string, string> { ["OTEL_METRIC_EXPORT_INTERVAL"] = "500" });

        await AgentProcess.Until(
            () => receiver.Metrics.ContainsKey("bpfgen.agent.run_queue.latency") && receiver.Metrics.ContainsKey("bpfgen.agent.probe.up"),
            () => "metrics: " + string.Join(' ', receiver.Metrics.Keys));
    }
}
