using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Net.Http;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace BpfGen.Agent.Tests.Support;

/// <summary>Chromium without a window, driven by the DevTools protocol.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private const string Program = "/usr/bin/chromium";

    private readonly string _folder = Directory.CreateTempSubdirectory("bpfgen-browser").FullName;
    private readonly ClientWebSocket _socket = new();
    private readonly List<string> _problems = [];
    private Process? _process;
    private int _last;

    /// <summary>Errors on the page: exceptions, and violations of the content security policy.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Skips the test if there is no Chromium and the machine could not run the test anyway; fails otherwise.</summary>
    public static void Require()
    {
        AgentProcess.RequireKernel();
        Assert.True(File.Exists(Program), "needs Chromium: apt-get install chromium");
    }

    /// <summary>Starts the browser and opens a page.</summary>
    public static async Task<Browser> OpenAsync(Uri page)
    {
        var browser = new Browser();
        try
        {
            await browser.StartAsync(page);
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    /// <summary>Calls a method of the DevTools protocol.</summary>
    public async Task<JsonElement> CallAsync(string method, JsonObject? parameters = null)
    {
        var id = ++_last;
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters ?? [] };
        await _socket.SendAsync(
            Encoding.UTF8.GetBytes(message.ToJsonString()), WebSocketMessageType.Text, true, TestContext.Current.CancellationToken);
        while (true)
        {
            var answer = await ReceiveAsync();
            if (answer.TryGetProperty("id", out var number) && number.GetInt32() == id)
            {
                Assert.False(answer.TryGetProperty("error", out var error), $"{method}: {error}");
                return answer.GetProperty("result");
            }

            Note(answer);
        }
    }

    /// <summary>Evaluates an expression of JavaScript whose value is a text.</summary>
    public async Task<string> TextAsync(string expression)
    {
        var result = await CallAsync("Runtime.evaluate", new() { ["expression"] = $"String({expression})" });
        return result.GetProperty("result").GetProperty("value").GetString()!;
    }

    /// <summary>Waits until an expression of JavaScript is true.</summary>
    public async Task UntilAsync(string condition, Func<Task>? meanwhile = null)
    {
        var clock = Stopwatch.StartNew();
        while (await TextAsync(condition) != "true")
        {
            if (clock.Elapsed > TimeSpan.FromSeconds(60))
            {
                Assert.Fail($"{condition} does not become true. The page: {await TextAsync("document.body.innerText")}");
            }

            await (meanwhile?.Invoke() ?? Task.Delay(100, TestContext.Current.CancellationToken));
        }
    }

    /// <summary>Sets the size of the window, and light or dark colours.</summary>
    public async Task UseAsync(int width, string scheme)
    {
        _ = await CallAsync(
            "Emulation.setDeviceMetricsOverride",
            new() { ["width"] = width, ["height"] = 900, ["deviceScaleFactor"] = 1, ["mobile"] = false });
        _ = await CallAsync(
            "Emulation.setEmulatedMedia",
            new() { ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = scheme }) });
    }

    /// <summary>Writes a picture of the whole page.</summary>
    public async Task PictureAsync(string path)
    {
        var picture = await CallAsync("Page.captureScreenshot", new() { ["captureBeyondViewport"] = true });
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllBytesAsync(path, picture.GetProperty("data").GetBytesFromBase64(), TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        for (var i = 0; Directory.Exists(_folder); i++)
        {
            try
            {
                Directory.Delete(_folder, recursive: true);
            }
            catch (IOException) when (i < 50)
            {
                await Task.Delay(50);
            }
        }
    }

    private async Task StartAsync(Uri page)
    {
        _process = Process.Start(
            new ProcessStartInfo(
                Program,
                [
                    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--hide-scrollbars",
                    "--remote-debugging-port=0", $"--user-data-dir={_folder}", "about:blank",
                ])
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            })!;
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();

        // The first line of this file is the port.
        var portFile = Path.Combine(_folder, "DevToolsActivePort");
        await AgentProcess.Until(() => File.Exists(portFile) && File.ReadAllLines(portFile).Length > 1, () => "Chromium starts");
        var port = File.ReadAllLines(portFile)[0];
        using var client = new HttpClient();
        var targets = JsonDocument.Parse(
            await client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/json/list"), TestContext.Current.CancellationToken)).RootElement;
        foreach (var target in targets.EnumerateArray())
        {
            if (target.GetProperty("type").GetString() == "page")
            {
                await _socket.ConnectAsync(
                    new Uri(target.GetProperty("webSocketDebuggerUrl").GetString()!), TestContext.Current.CancellationToken);
                break;
            }
        }

        _ = await CallAsync("Runtime.enable");
        _ = await CallAsync("Log.enable");
        _ = await CallAsync("Page.navigate", new() { ["url"] = page.AbsoluteUri });
    }

    private async Task<JsonElement> ReceiveAsync()
    {
        using var text = new MemoryStream();
        var buffer = new byte[64 * 1024];
        WebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
            text.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);

        text.Position = 0;
        using var json = JsonDocument.Parse(text);
        return json.RootElement.Clone();
    }

    private void Note(JsonElement notice)
    {
        var method = notice.GetProperty("method").GetString();
        if (method is "Runtime.exceptionThrown"
            || (method is "Log.entryAdded"
                && notice.GetProperty("params").GetProperty("entry").GetProperty("level").GetString() == "error"))
        {
            _problems.Add(notice.GetProperty("params").ToString());
        }
    }
}
