using System;
using System.Diagnostics.Metrics;
using BpfGen;
using BpfGen.Extensions.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds eBPF objects to the services of a host.</summary>
public static class BpfServiceCollectionExtensions
{
    /// <summary>
    /// Adds an eBPF object. The host loads and attaches it on start, and detaches and disposes it on stop. Services can inject the object
    /// itself, or <see cref="BpfService{T}"/> for its state.
    /// </summary>
    /// <typeparam name="T">The generated class of the object.</typeparam>
    /// <param name="services">The services of the host.</param>
    /// <returns>A builder for the object's readers and options.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="InvalidOperationException">The object was already added.</exception>
    /// <example>
    /// <code>
    /// builder.Services.AddBpf&lt;Tracer&gt;()
    ///     .AddReader(tracer => tracer.Events, (in Event e, IServiceProvider services) => Console.WriteLine(e.Pid));
    /// </code>
    /// </example>
    public static BpfBuilder<T> AddBpf<T>(this IServiceCollection services)
        where T : class, IBpfObject<T> => Add(services, static _ => T.Load());

    /// <summary>Adds an eBPF object with load options.</summary>
    /// <typeparam name="T">The generated class of the object.</typeparam>
    /// <typeparam name="TOptions">The class of the object's load options: <c>Tracer.LoadOptions</c>.</typeparam>
    /// <param name="services">The services of the host.</param>
    /// <param name="configure">Sets the load options. It is called before each attempt to load the object.</param>
    /// <returns>A builder for the object's readers and options.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="InvalidOperationException">The object was already added.</exception>
    public static BpfBuilder<T> AddBpf<T, TOptions>(this IServiceCollection services, Action<TOptions> configure)
        where T : class, IBpfObject<T, TOptions>
        where TOptions : class, new()
    {
        ArgumentNullException.ThrowIfNull(configure);
        return AddBpf<T, TOptions>(services, (options, _) => configure(options));
    }

    /// <summary>Adds an eBPF object with load options that depend on other services, such as the configuration.</summary>
    /// <typeparam name="T">The generated class of the object.</typeparam>
    /// <typeparam name="TOptions">The class of the object's load options: <c>Tracer.LoadOptions</c>.</typeparam>
    /// <param name="services">The services of the host.</param>
    /// <param name="configure">Sets the load options. It is called before each attempt to load the object.</param>
    /// <returns>A builder for the object's readers and options.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="InvalidOperationException">The object was already added.</exception>
    /// <example>
    /// <code>
    /// builder.Services.AddBpf&lt;Tracer, Tracer.LoadOptions&gt;((options, services) =>
    ///     options.Rodata.MinDurationNs = services.GetRequiredService&lt;IConfiguration&gt;().GetValue&lt;ulong&gt;("MinDurationNs"));
    /// </code>
    /// </example>
    public static BpfBuilder<T> AddBpf<T, TOptions>(this IServiceCollection services, Action<TOptions, IServiceProvider> configure)
        where T : class, IBpfObject<T, TOptions>
        where TOptions : class, new()
    {
        ArgumentNullException.ThrowIfNull(configure);
        return Add(services, provider =>
        {
            var options = new TOptions();
            configure(options, provider);
            return T.Load(options);
        });
    }

    private static BpfBuilder<T> Add<T>(IServiceCollection services, Func<IServiceProvider, T> load)
        where T : class, IBpfObject<T>
    {
        ArgumentNullException.ThrowIfNull(services);
        foreach (var service in services)
        {
            if (service.ServiceType == typeof(BpfService<T>))
            {
                throw new InvalidOperationException($"{typeof(T).Name} was already added. A host loads an object once.");
            }
        }

        var registration = new BpfRegistration<T>(load);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => Create(provider, registration));
        services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<BpfService<T>>());
        services.AddSingleton(static provider => provider.GetRequiredService<BpfService<T>>().Instance
            ?? throw new InvalidOperationException(
                $"{typeof(T).Name} is not loaded. Services can use it after the host has started and before it stops. If a failed load is "
                + $"retried, inject BpfService<{typeof(T).Name}> and check its Instance."));
        return new BpfBuilder<T>(services, registration);
    }

    private static BpfService<T> Create<T>(IServiceProvider provider, BpfRegistration<T> registration)
        where T : class, IBpfObject<T> => new(
            registration,
            provider,
            provider.GetRequiredService<IHostApplicationLifetime>(),
            provider.GetRequiredService<Logging.ILogger<BpfService<T>>>(),
            provider.GetRequiredService<TimeProvider>(),

            // The host creates all services before it starts one. So the meters are disposed after the last export of OpenTelemetry, whose
            // provider is created at the start.
            provider.GetService<IMeterFactory>());
}
