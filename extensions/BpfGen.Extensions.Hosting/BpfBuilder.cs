using System;
using System.Collections.Generic;
using Microsoft.Extensions.DependencyInjection;

namespace BpfGen.Extensions.Hosting;

/// <summary>Adds readers, a health check and options to an eBPF object in a host.</summary>
/// <typeparam name="T">The generated class of the object.</typeparam>
public sealed partial class BpfBuilder<T>
    where T : class, IBpfObject<T>
{
    private readonly BpfRegistration<T> _registration;

    internal BpfBuilder(IServiceCollection services, BpfRegistration<T> registration)
    {
        Services = services;
        _registration = registration;
    }

    /// <summary>The services of the host.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Sets options of the object in the host.</summary>
    /// <param name="configure">Sets the options.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="configure"/> is null.</exception>
    public BpfBuilder<T> Configure(Action<BpfServiceOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        configure(_registration.Options);
        return this;
    }

    /// <summary>
    /// Sets how the host attaches the object. By default, the host attaches every program whose section names its target.
    /// </summary>
    /// <param name="attach">
    /// Attaches the object's programs, such as an XDP program to a network interface, and returns the links. The host disposes the links
    /// when it stops, before it reads the remaining records.
    /// </param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="attach"/> is null.</exception>
    /// <example><code>.UseAttachment(filter => [filter.OnPacket.Attach("eth0")])</code></example>
    public BpfBuilder<T> UseAttachment(Func<T, IReadOnlyList<BpfLink>> attach)
    {
        ArgumentNullException.ThrowIfNull(attach);
        _registration.Attach = attach;
        return this;
    }

    /// <summary>
    /// Adds a health check of the object: healthy while the object is loaded and attached, otherwise unhealthy with the reason.
    /// </summary>
    /// <param name="name">The name of the check; null for the name of the object's class.</param>
    /// <returns>This builder.</returns>
    public BpfBuilder<T> AddHealthCheck(string? name = null)
    {
        Services.AddHealthChecks().AddCheck<BpfHealthCheck<T>>(name ?? typeof(T).Name);
        return this;
    }
}
