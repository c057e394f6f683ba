using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using Microsoft.Extensions.Configuration;

namespace BpfGen.Agent.Options;

/// <summary>The settings of the agent, from the section <c>Agent</c> of the configuration.</summary>
internal sealed record AgentOptions
{
    /// <summary>The IP address that the web server listens on.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The TCP port that the web server listens on; 0 for a free one.</summary>
    public int Port { get; init; } = 9464;

    /// <summary>DNS names that a request may have in its Host header, in addition to IP addresses, localhost and the node.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>The tag <c>node</c> of all metrics.</summary>
    public string Node { get; init; } = "";

    /// <summary>Whether each executed program is written to standard output, as a line of JSON.</summary>
    public bool JsonLines { get; init; }

    /// <summary>Whether the kernel measures the run time of the probes.</summary>
    public bool Statistics { get; init; } = true;

    /// <summary>The directory in a BPF file system in which maps and links are pinned; null for none.</summary>
    public string? Pin { get; init; }

    /// <summary>The address to which the agent sends metrics by OTLP; null if it sends none.</summary>
    public Uri? OtlpEndpoint { get; init; }

    /// <summary>Whether OTLP is sent over HTTP instead of gRPC.</summary>
    public bool OtlpOverHttp { get; init; }

    /// <summary>The names of the probes that are on.</summary>
    public IReadOnlySet<string> Probes { get; init; } = new HashSet<string>(ProbeNames.All, StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the settings.</summary>
    /// <exception cref="OptionException">A setting has no valid value.</exception>
    public static AgentOptions Read(IConfiguration configuration)
    {
        var section = configuration.GetSection("Agent");
        var probes = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in ProbeNames.All)
        {
            if (Flag(section, $"Probes:{name}", true))
            {
                probes.Add(name);
            }
        }

        foreach (var probe in section.GetSection("Probes").GetChildren())
        {
            if (!ProbeNames.All.Contains(probe.Key, StringComparer.OrdinalIgnoreCase))
            {
                throw new OptionException(
                    probe.Path, probe.Value, "is not a probe", $"The probes are {string.Join(", ", ProbeNames.All)}.");
            }
        }

        return new()
        {
            Address = ReadAddress(section),
            Port = ReadPort(section),
            AllowedHosts = (section["AllowedHosts"] ?? "").Split(
                [',', ';', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            Node = section["Node"] is { Length: > 0 } node ? node : Environment.MachineName,
            JsonLines = Flag(section, "JsonLines", false),
            Statistics = Flag(section, "Statistics", true),
            Pin = ReadPin(section),
            OtlpEndpoint = ReadEndpoint(section, configuration),
            OtlpOverHttp = ReadProtocol(section, configuration),
            Probes = probes,
        };
    }

    private static bool Flag(IConfiguration section, string name, bool usual) => section[name] switch
    {
        null or "" => usual,
        var text when bool.TryParse(text, out var value) => value,
        var text => throw new OptionException($"Agent:{name}", text, "is neither true nor false", "Set it to true or false."),
    };

    private static IPAddress ReadAddress(IConfiguration section) => section["Address"] switch
    {
        null or "" or "localhost" => IPAddress.Loopback,
        "*" => IPAddress.IPv6Any,
        var text when IPAddress.TryParse(text, out var address) => address,
        var text => throw new OptionException(
            "Agent:Address", text, "is not an IP address", "Set it to 127.0.0.1 for this machine only, or to 0.0.0.0 for all interfaces."),
    };

    private static int ReadPort(IConfiguration section) => section["Port"] switch
    {
        null or "" => 9464,
        var text when ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) => port,
        var text => throw new OptionException("Agent:Port", text, "is not a TCP port", "Set it to a number from 0 to 65535."),
    };

    private static string? ReadPin(IConfiguration section) => section["Pin"] switch
    {
        null or "" => null,
        ['/', ..] path => path.TrimEnd('/'),
        var text => throw new OptionException(
            "Agent:Pin", text, "is not an absolute path", "Set it to a directory of a BPF file system, such as /sys/fs/bpf/bpfgen-agent."),
    };

    private static Uri? ReadEndpoint(IConfiguration section, IConfiguration configuration)
    {
        var text = section["Otlp:Endpoint"] is { Length: > 0 } own ? own : configuration["OTEL_EXPORTER_OTLP_ENDPOINT"];
        return string.IsNullOrEmpty(text) ? null
            : Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri
            : throw new OptionException(
                "Agent:Otlp:Endpoint", text, "is not an HTTP address", "Set it to an address such as http://localhost:4317.");
    }

    private static bool ReadProtocol(IConfiguration section, IConfiguration configuration)
    {
        var text = configuration["OTEL_EXPORTER_OTLP_PROTOCOL"] is { Length: > 0 } standard && section["Otlp:Endpoint"] is null or ""
            ? standard
            : section["Otlp:Protocol"];
        return text switch
        {
            null or "" or "grpc" => false,
            "http/protobuf" => true,
            _ => throw new OptionException("Agent:Otlp:Protocol", text, "is not a protocol of OTLP", "Set it to grpc or http/protobuf."),
        };
    }
}
