using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace BpfGen.Extensions.Hosting;

/// <summary>Reports whether an eBPF object is loaded and attached.</summary>
internal sealed class BpfHealthCheck<T>(BpfService<T> service) : IHealthCheck
    where T : class, IBpfObject<T>
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var data = new Dictionary<string, object>
        {
            ["received"] = service.ReceivedCount,
            ["dropped"] = service.DroppedCount,
            ["lost"] = service.LostCount,
        };
        return Task.FromResult(service.State switch
        {
            BpfServiceState.Running => HealthCheckResult.Healthy($"{typeof(T).Name} is attached.", data),
            BpfServiceState.Failed => new HealthCheckResult(
                context.Registration.FailureStatus, service.Failure?.Message, service.Failure, data),
            _ => new HealthCheckResult(context.Registration.FailureStatus, $"{typeof(T).Name} is not loaded.", data: data),
        });
    }
}
