using System;
using BpfGen.Extensions.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace BpfGen.Hosting.Tests.Support;

/// <summary>A host with the probe <c>counts.o</c>, which counts the calls of this process.</summary>
/// <param name="configure">Adds metrics and options.</param>
/// <param name="services">Adds other services; null for none.</param>
internal sealed class CountsHost(Action<BpfBuilder<Counts>> configure, Action<IServiceCollection>? services = null)
    : TestHost<Counts, Counts.LoadOptions>(
        configure, options => options.Rodata.Process = (uint)Environment.ProcessId, services)
{
    /// <summary>The maps of the probe.</summary>
    public Counts Probe => Service.Instance!;
}
