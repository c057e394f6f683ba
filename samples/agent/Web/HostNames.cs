using System;
using System.Collections.Generic;
using System.Net;
using BpfGen.Agent.Options;
using Microsoft.AspNetCore.Http;

namespace BpfGen.Agent.Web;

/// <summary>
/// The names that requests may use for the web server. A page of another site can point its own name to this address and then read the
/// answers (DNS rebinding). Such a request has that name in its Host header.
/// </summary>
internal sealed class HostNames(AgentOptions options)
{
    private readonly HashSet<string> _names = new(
        ["localhost", options.Node, Environment.MachineName, .. options.AllowedHosts], StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a request may have this host.</summary>
    public bool Allows(HostString host) =>
        !host.HasValue || IPAddress.TryParse(host.Host.Trim('[', ']'), out _) || _names.Contains(host.Host);
}
