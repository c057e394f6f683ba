using System;
using System.Buffers;
using System.Collections.Generic;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using BpfGen.Agent.Options;
using BpfGen.Agent.Probes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace BpfGen.Agent.Web;

/// <summary>Answers requests. It changes nothing.</summary>
internal sealed class WebServer(
    IEnumerable<IAgentProbe> probes, AgentOptions options, HostNames hosts, Sampler sampler, IHostApplicationLifetime lifetime)
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Adds the headers that protect a browser, and refuses requests that are not for this server.</summary>
    public Task Guard(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
        if (!hosts.Allows(context.Request.Host))
        {
            return Refuse(
                context,
                StatusCodes.Status421MisdirectedRequest,
                "The server does not accept this host name. Use an IP address, or add the name to the setting AllowedHosts.");
        }

        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            headers.Allow = "GET, HEAD";
            return Refuse(context, StatusCodes.Status405MethodNotAllowed, "The agent accepts only GET and HEAD.");
        }

        return next(context);
    }

    /// <summary>Answers a request for anything but the metrics.</summary>
    public Task Answer(HttpContext context) => context.Request.Path.Value switch
    {
        "/healthz" => AnswerHealth(context),
        "/events" => StreamAsync(context),
        var path => AnswerResource(context, path ?? ""),
    };

    private static Task Refuse(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text + "\n");
    }

    private static async Task AnswerResource(HttpContext context, string path)
    {
        if (Resources.Open(path) is not var (file, type))
        {
            await Refuse(context, StatusCodes.Status404NotFound, "The paths are /, /metrics, /healthz and /events.").ConfigureAwait(false);
            return;
        }

        await using (file.ConfigureAwait(false))
        {
            context.Response.ContentType = type;
            context.Response.ContentLength = file.Length;
            if (HttpMethods.IsGet(context.Request.Method))
            {
                await file.CopyToAsync(context.Response.Body, context.RequestAborted).ConfigureAwait(false);
            }
        }
    }

    // A degraded agent is of use, and a restart would not help it. So only an agent without any probe is unavailable.
    private Task AnswerHealth(HttpContext context)
    {
        var health = Health.Of(options.Node, probes);
        context.Response.StatusCode = health.Status == "failed" ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        context.Response.ContentType = "application/json; charset=utf-8";
        return context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(health, AgentJson.Default.Health)).AsTask();
    }

    private async Task StreamAsync(HttpContext context)
    {
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        if (sampler.Watch() is not { } watcher)
        {
            await Refuse(context, StatusCodes.Status503ServiceUnavailable, "Too many pages are open. Close one.").ConfigureAwait(false);
            return;
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            context.Response.ContentType = "text/event-stream; charset=utf-8";
            await foreach (var json in watcher.Reader.ReadAllAsync(ended.Token).ConfigureAwait(false))
            {
                var body = context.Response.BodyWriter;
                body.Write("data: "u8);
                body.Write(json);
                body.Write("\n\n"u8);
                _ = await body.FlushAsync(ended.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The page was closed, or the agent stops.
        }
        finally
        {
            sampler.Leave(watcher);
        }
    }
}
