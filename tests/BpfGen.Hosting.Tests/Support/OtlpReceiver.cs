using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;

namespace BpfGen.Hosting.Tests.Support;

/// <summary>Receives metrics and traces as OTLP over HTTP and decodes them.</summary>
internal sealed class OtlpReceiver : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Lock _receiving = new();
    private readonly Dictionary<string, ProtobufMessage> _metrics = [];
    private readonly List<ProtobufMessage> _spans = [];

    public OtlpReceiver()
    {
        Address = new Uri($"http://127.0.0.1:{FreePort.Find()}/");
        _listener.Prefixes.Add(Address.AbsoluteUri);
        _listener.Start();
        _ = Task.Run(ReceiveAsync);
    }

    public Uri Address { get; }

    /// <summary>The last message of each metric (<c>opentelemetry.proto.metrics.v1.Metric</c>), by its name.</summary>
    public IReadOnlyDictionary<string, ProtobufMessage> Metrics
    {
        get
        {
            lock (_receiving)
            {
                return new Dictionary<string, ProtobufMessage>(_metrics);
            }
        }
    }

    /// <summary>All spans (<c>opentelemetry.proto.trace.v1.Span</c>).</summary>
    public IReadOnlyList<ProtobufMessage> Spans
    {
        get
        {
            lock (_receiving)
            {
                return [.. _spans];
            }
        }
    }

    /// <summary>The attributes of a data point or a span as text: <c>odd=1</c>.</summary>
    /// <param name="message">The message.</param>
    /// <param name="field">The number of the field with the attributes.</param>
    public static string Attributes(ProtobufMessage message, int field) => string.Join(",", message.Messages(field).Select(attribute =>
    {
        // AnyValue: 1 text, 2 boolean, 3 integer.
        var value = attribute.Message(2)!;
        var text = value.Has(1) ? value.Text(1)
            : value.Has(2) ? (value.Number(2) != 0).ToString()
            : ((long)value.Number(3)).ToString(CultureInfo.InvariantCulture);
        return $"{attribute.Text(1)}={text}";
    }));

    public void Dispose() => _listener.Close();

    private async Task ReceiveAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                Take(context.Request.Url!.AbsolutePath, new ProtobufMessage(body.ToArray()));
                context.Response.ContentType = "application/x-protobuf";
                context.Response.Close();
            }
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
        {
            // The test has ended.
        }
    }

    private void Take(string path, ProtobufMessage request)
    {
        // Both requests: 1 resource; in it, 2 scope; in it, 2 metric or span.
        var items = request.Messages(1).SelectMany(resource => resource.Messages(2)).SelectMany(scope => scope.Messages(2));
        lock (_receiving)
        {
            if (path == "/v1/traces")
            {
                _spans.AddRange(items);
                return;
            }

            foreach (var metric in items)
            {
                _metrics[metric.Text(1)] = metric;
            }
        }
    }
}
