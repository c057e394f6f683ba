using System;
using BpfGen.Extensions.Hosting;

namespace BpfGen.Hosting.Tests.Support;

/// <summary>A .NET host that loads and attaches the probe <c>pings.o</c>.</summary>
/// <param name="configure">Adds readers and options.</param>
/// <param name="load">Sets the load options; null to record only the calls of this process.</param>
internal sealed class ProbeHost(Action<BpfBuilder<Pings>> configure, Action<Pings.LoadOptions>? load = null)
    : TestHost<Pings, Pings.LoadOptions>(configure, load ?? Ping.OfThisProcess);
