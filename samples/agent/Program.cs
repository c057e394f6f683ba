using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Reflection;
using BpfGen;
using BpfGen.Agent;
using BpfGen.Agent.Cgroups;
using BpfGen.Agent.Options;
using BpfGen.Agent.Probes;
using BpfGen.Agent.Web;
using BpfGen.Extensions.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

if (args is ["--help" or "-h"])
{
    Console.WriteLine(AgentConfiguration.Help);
    return 0;
}

if (args is ["--version"])
{
    var version = typeof(AgentOptions).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
    Console.WriteLine($"bpfgen-agent {version?.Split('+')[0]}");
    return 0;
}

var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
AgentOptions options;
try
{
    AgentConfiguration.Use(builder.Configuration, args);
    options = AgentOptions.Read(builder.Configuration);
}
catch (Exception exception) when (exception is OptionException or InvalidDataException)
{
    Console.Error.WriteLine($"bpfgen-agent: {exception.Message}");
    return 2;
}

builder.Logging.ClearProviders();
ConfigureLogging(builder.Logging);
builder.Services.AddSystemd().AddHostedService<Watchdog>();
builder.WebHost.UseKestrel(kestrel =>
{
    kestrel.AddServerHeader = false;
    kestrel.Limits.MaxConcurrentConnections = 64;
    kestrel.Limits.MaxRequestBodySize = 0;
    // Idle connections count, too. Scrapes with an interval of up to 15 seconds keep their connection.
    kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(30);
    kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
    kestrel.Listen(options.Address, options.Port, listen => listen.Protocols = HttpProtocols.Http1);
});

using var loggers = LoggerFactory.Create(ConfigureLogging);
var names = new CgroupNames(CgroupTree.FindRoot(), TimeProvider.System);
var feed = new ExecFeed(options, names, Console.OpenStandardOutput());
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton(options);
builder.Services.AddSingleton(names);
builder.Services.AddSingleton(feed);
AgentProbes.Add(builder.Services, options, new ProbeServices(options, names, TimeProvider.System, loggers), feed);
builder.Services.AddSingleton<Overhead>();
builder.Services.AddSingleton<HostNames>();
builder.Services.AddSingleton<WebServer>();
builder.Services.AddSingleton<Sampler>();
builder.Services.AddHostedService(static services => services.GetRequiredService<Sampler>());
builder.Services.AddOpenTelemetry()
    .ConfigureResource(resource => resource
        .AddService("bpfgen-agent", serviceInstanceId: options.Node)
        .AddAttributes([new("host.name", options.Node)]))
    .WithMetrics(metrics =>
    {
        metrics.AddMeter(BpfTelemetry.Name, Overhead.MeterName).AddPrometheusExporter();
        if (options.OtlpEndpoint is { } endpoint)
        {
            metrics.AddOtlpExporter(exporter =>
            {
                exporter.Protocol = options.OtlpOverHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
                exporter.Endpoint = options.OtlpOverHttp && endpoint.AbsolutePath is "/" ? new Uri(endpoint, "v1/metrics") : endpoint;
            });
        }
    });

var app = builder.Build();
_ = app.Services.GetRequiredService<Overhead>();
var server = app.Services.GetRequiredService<WebServer>();
app.Use(next => context => server.Guard(context, next));
app.UseOpenTelemetryPrometheusScrapingEndpoint();
app.Run(server.Answer);
app.Lifetime.ApplicationStarted.Register(() =>
{
    var logger = app.Services.GetRequiredService<ILogger<WebServer>>();
    if (!IPAddress.IsLoopback(options.Address))
    {
        WebLog.Public(logger, app.Urls.First());
    }

    // The last message of the start: who reads it knows that the others were written.
    WebLog.Listening(logger, app.Urls.First());

    // The start leaves much garbage, and the agent then allocates so little that it would keep this memory for hours.
    GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
});
try
{
    await app.RunAsync();
    return 0;
}
catch (IOException exception) when (exception.InnerException is AddressInUseException)
{
    Console.Error.WriteLine(
        $"bpfgen-agent: Another program listens on {options.Address}:{options.Port}. Stop it, or choose another port: --port NUMBER.");
    return 1;
}

// Standard output is for events. So messages go to standard error.
void ConfigureLogging(ILoggingBuilder logging) => logging
    .AddFilter("Microsoft.AspNetCore", LogLevel.Warning)
    .AddConfiguration(builder.Configuration.GetSection("Logging"))
    .AddSimpleConsole(console => console.SingleLine = true)
    .Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
