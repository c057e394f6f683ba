using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;

namespace BpfGen.Agent.Tests.Deploy.Support;

/// <summary>Reads the settings of a systemd unit.</summary>
internal sealed class SystemdUnit(string path)
{
    private readonly List<(string Name, string Value)> _settings =
    [
        .. File.ReadLines(path)
            .Where(line => line.Contains('=', StringComparison.Ordinal) && line[0] is not ('#' or ';'))
            .Select(line => line.Split('=', 2))
            .Select(parts => (parts[0], parts[1])),
    ];

    /// <summary>Returns the values of a setting, in their order.</summary>
    public List<string> this[string name] => [.. _settings.Where(setting => setting.Name == name).Select(setting => setting.Value)];

    /// <summary>Returns the system calls that the unit allows. As for systemd, each line adds calls to the list, or removes some.</summary>
    public async Task<HashSet<string>> AllowedCalls()
    {
        var groups = Groups(await Command.OutputOf("systemd-analyze", "syscall-filter", "--no-pager"));
        HashSet<string> allowed = [.. Calls("@default", groups)];
        foreach (var line in this["SystemCallFilter"])
        {
            var calls = line.TrimStart('~').Split(' ').SelectMany(name => Calls(name, groups));
            if (line[0] == '~')
            {
                allowed.ExceptWith(calls);
            }
            else
            {
                allowed.UnionWith(calls);
            }
        }

        return allowed;
    }

    private static Dictionary<string, List<string>> Groups(string list)
    {
        var groups = new Dictionary<string, List<string>>();
        var members = new List<string>();
        foreach (var line in list.Split('\n').TakeWhile(line => !line.StartsWith("# Ungrouped", StringComparison.Ordinal)))
        {
            if (line.StartsWith('@'))
            {
                groups[line.Trim()] = members = [];
            }
            else if (line.Trim() is { Length: > 0 } member && member[0] != '#')
            {
                members.Add(member);
            }
        }

        return groups;
    }

    private static IEnumerable<string> Calls(string name, Dictionary<string, List<string>> groups) =>
        name[0] == '@' ? groups[name].SelectMany(member => Calls(member, groups)) : [name];
}
