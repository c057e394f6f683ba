using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.Extensions.Configuration;

namespace BpfGen.Agent.Options;

/// <summary>Where the settings come from. A later source replaces the settings of an earlier one.</summary>
internal static class AgentConfiguration
{
    /// <summary>The file of an installed agent.</summary>
    public const string InstalledFile = "/etc/bpfgen-agent/appsettings.json";

    private const string Prefix = "BPFGEN_AGENT_";

    private static readonly string[] Settings =
    [
        "Address", "Port", "AllowedHosts", "Node", "JsonLines", "Statistics", "Pin", "Otlp:Endpoint", "Otlp:Protocol",
        .. ProbeNames.All.Select(name => "Probes:" + name),
    ];

    /// <summary>The text of <c>--help</c>.</summary>
    public static string Help { get; } =
        $"""
        bpfgen-agent: shows what happens on this node, with eBPF.

        bpfgen-agent [--config FILE] [--SETTING VALUE] ...

        Settings: {string.Join(", ", Settings)}
        Example:  bpfgen-agent --port 9465 --jsonlines true --probes:blockio false

        The environment sets the same: {Prefix}PORT, {Prefix}PROBES__BLOCKIO. So does the section "Agent" of
        {InstalledFile}.
        """;

    /// <summary>Replaces all sources of a configuration.</summary>
    /// <exception cref="OptionException">The command line has an unknown option, or names a file that does not exist.</exception>
    public static void Use(ConfigurationManager configuration, string[] arguments)
    {
        // The current directory is not searched: the agent is root, and another user may own the directory.
        configuration.Sources.Clear();
        configuration.AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true, reloadOnChange: false);
        configuration.AddJsonFile(InstalledFile, optional: true, reloadOnChange: false);
        var own = Environment(arguments, out var file);
        if (file is not null)
        {
            configuration.AddJsonFile(
                File.Exists(file)
                    ? Path.GetFullPath(file)
                    : throw new OptionException("--config", file, "is not a file that the agent can read", "Give the path of a JSON file."),
                optional: false,
                reloadOnChange: false);
        }

        configuration.AddEnvironmentVariables();
        configuration.AddInMemoryCollection(own);
        configuration.AddCommandLine(CommandLine(arguments));
    }

    private static List<KeyValuePair<string, string?>> Environment(string[] arguments, out string? file)
    {
        var own = new List<KeyValuePair<string, string?>>();
        file = null;
        foreach (DictionaryEntry variable in System.Environment.GetEnvironmentVariables())
        {
            if (variable.Key is string name && name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            {
                var setting = name[Prefix.Length..].Replace("__", ":", StringComparison.Ordinal);
                if (setting.Equals("CONFIG", StringComparison.OrdinalIgnoreCase))
                {
                    file = (string?)variable.Value;
                }
                else
                {
                    own.Add(new("Agent:" + Bare(setting), (string?)variable.Value));
                }
            }
        }

        var index = Array.FindIndex(
            arguments, argument => argument is "--config" || argument.StartsWith("--config=", StringComparison.Ordinal));
        if (index >= 0)
        {
            file = arguments[index] is "--config" ? arguments.ElementAtOrDefault(index + 1) : arguments[index]["--config=".Length..];
            file ??= "";
        }

        return own;
    }

    // Names may contain underscores: BPFGEN_AGENT_JSON_LINES also sets JsonLines.
    private static string Bare(string setting) => setting.Replace("_", "", StringComparison.Ordinal);

    private static string[] CommandLine(string[] arguments)
    {
        var result = new List<string>();
        for (var i = 0; i < arguments.Length; i++)
        {
            var argument = arguments[i];
            var equals = argument.IndexOf('=', StringComparison.Ordinal);
            var name = argument.StartsWith("--", StringComparison.Ordinal) ? equals < 0 ? argument[2..] : argument[2..equals] : "";
            var isOwn = Settings.Contains(name, StringComparer.OrdinalIgnoreCase);
            if (name != "config" && !isOwn && !name.Contains(':', StringComparison.Ordinal))
            {
                throw new OptionException(
                    "on the command line", argument, "is not an option of the agent",
                    $"The options are --config, --{string.Join(", --", Settings)}.");
            }

            var value = equals >= 0 ? argument[(equals + 1)..] : ++i < arguments.Length ? arguments[i] : "";
            if (value.Length == 0 && equals < 0)
            {
                throw new OptionException("on the command line", argument, "has no value", $"Write {argument}=VALUE.");
            }

            if (name != "config")
            {
                result.Add($"--{(isOwn ? "Agent:" : "")}{name}={value}");
            }
        }

        return [.. result];
    }
}
