using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using BpfGen.Agent.Tests.Deploy.Support;
using k8s;
using k8s.Models;
using Xunit;

namespace BpfGen.Agent.Tests.Deploy;

/// <summary>
/// The overlays are valid for Kubernetes, and give the agent only what it needs. The types of the Kubernetes client are generated from the
/// schema of the API, so a field that does not exist, or has another type, is an error.
/// </summary>
public sealed class KubernetesTests
{
    private const string Agent = "bpfgen-agent";

    private static readonly ConcurrentDictionary<string, Task<string>> Rendered = new();

    [Theory]
    [InlineData("kernel-5.11", "BPF,PERFMON")]
    [InlineData("kernel-5.8", "BPF,PERFMON,SYS_RESOURCE")]
    [InlineData("sys-admin", "SYS_ADMIN,SYS_RESOURCE")]
    [InlineData("pins", "BPF,PERFMON")]
    [InlineData("otlp", "BPF,PERFMON")]
    public async Task An_overlay_is_valid_and_gives_the_agent_the_least_rights(string overlay, string capabilities)
    {
        var objects = await Render(overlay);

        var pod = Assert.Single(objects.OfType<V1DaemonSet>()).Spec.Template.Spec;
        var container = Assert.Single(pod.Containers);
        Assert.Equal(capabilities.Split(','), container.SecurityContext.Capabilities.Add);
        Assert.NotEqual(true, pod.HostNetwork);
        Assert.NotEqual(true, pod.HostPID);
        Assert.NotEqual(true, pod.HostIPC);
        Assert.All(
            container.VolumeMounts.Where(mount => mount.Name != "pins"),
            mount => Assert.True(mount.ReadOnlyProperty, $"{mount.MountPath} is writable."));
        Assert.Equal(["/healthz", "/"], [container.ReadinessProbe.HttpGet.Path, container.LivenessProbe.HttpGet.Path]);
        Assert.Equal(2, pod.Tolerations.Count(toleration => toleration.OperatorProperty == "Exists" && toleration.Key is null));
    }

    [Theory]
    [InlineData("kernel-5.11")]
    [InlineData("otlp")]
    public async Task No_pod_of_an_overlay_is_privileged_has_a_token_or_writes_to_its_image(string overlay)
    {
        var pods = Templates(await Render(overlay)).ToList();

        Assert.NotEmpty(pods);
        Assert.All(pods, pod =>
        {
            Assert.False(pod.Spec.AutomountServiceAccountToken);
            Assert.Equal("RuntimeDefault", pod.Spec.SecurityContext.SeccompProfile.Type);
            Assert.All(pod.Spec.Containers, container =>
            {
                Assert.False(container.SecurityContext.Privileged);
                Assert.False(container.SecurityContext.AllowPrivilegeEscalation);
                Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
                Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
                Assert.Contains("memory", container.Resources.Limits.Keys);
                Assert.Contains("cpu", container.Resources.Requests.Keys);
            });
        });
    }

    [Theory]
    [InlineData("kernel-5.11")]
    [InlineData("otlp")]
    public async Task Each_reference_in_an_overlay_names_an_object_of_the_overlay(string overlay)
    {
        var objects = await Render(overlay);
        var pods = Templates(objects).ToList();

        Assert.All(pods, pod => Assert.All(
            pod.Spec.Volumes.Where(volume => volume.ConfigMap is not null),
            volume => Assert.Single(objects.OfType<V1ConfigMap>(), map => map.Metadata.Name == volume.ConfigMap.Name)));
        Assert.All(pods, pod => Assert.All(
            pod.Spec.Containers.SelectMany(container => container.VolumeMounts),
            mount => Assert.Single(pod.Spec.Volumes, volume => volume.Name == mount.Name)));
        Assert.All(objects.OfType<V1Service>(), service => Assert.All(
            service.Spec.Ports,
            port => Assert.Contains(
                PortsOf(pods, service.Spec.Selector), open => open.Name == port.TargetPort.Value && open.ContainerPort == port.Port)));
        Assert.All(objects.OfType<V1NetworkPolicy>(), policy => Assert.All(
            policy.Spec.Ingress.SelectMany(rule => rule.Ports),
            port => Assert.Contains(PortsOf(pods, policy.Spec.PodSelector.MatchLabels), open => open.Name == port.Port.Value)));
        Assert.All(
            objects.OfType<IKubernetesObject<V1ObjectMeta>>().Where(item => item is not V1Namespace),
            item => Assert.Equal(Agent, item.Metadata.NamespaceProperty));
    }

    [Theory]
    [InlineData("kernel-5.11")]
    [InlineData("sys-admin")]
    [InlineData("pins")]
    public async Task The_rights_and_mounts_of_a_pod_are_enough_for_all_probes(string overlay)
    {
        using var sandbox = await PodSandbox.Start(await DaemonSet(overlay), await Configuration(overlay));

        var health = await sandbox.Health();

        Assert.Equal("", string.Concat(health.Reasons.Values));
        Assert.Equal(5, health.States.Count(probe => probe.Value.Equals("running", StringComparison.OrdinalIgnoreCase)));
        var metrics = await sandbox.Get("/metrics");
        Assert.Contains("node=\"node-of-the-test\"", metrics, StringComparison.Ordinal);

        // The probe has counted curl, which ran in a cgroup of the host.
        Assert.Matches(@"bpfgen_agent_execs_total\{[^}]*(cgroup=""[^(]|container=)", metrics);
        Assert.Equal(overlay == "pins", sandbox.HasPins);
    }

    [Theory]
    [InlineData("tracing", null, "FileOpens", "tracefs")]
    [InlineData(null, "PERFMON", "RunQueue", "CAP_PERFMON")]
    public async Task Without_a_mount_or_a_capability_of_the_pod_a_probe_fails_and_says_why(
        string? mount, string? capability, string probe, string reason)
    {
        var daemonSet = await DaemonSet("kernel-5.11");
        var container = Assert.Single(daemonSet.Spec.Template.Spec.Containers);
        container.VolumeMounts = [.. container.VolumeMounts.Where(candidate => candidate.Name != mount)];
        container.SecurityContext.Capabilities.Add = [.. container.SecurityContext.Capabilities.Add.Where(name => name != capability)];
        using var sandbox = await PodSandbox.Start(daemonSet, await Configuration("kernel-5.11"));

        var health = await sandbox.Health();

        Assert.Equal("failed", health.States[probe], ignoreCase: true);
        Assert.Contains(reason, health.Reasons[probe], StringComparison.Ordinal);
    }

    private static IEnumerable<V1PodTemplateSpec> Templates(IEnumerable<object> objects) =>
        objects.OfType<V1DaemonSet>().Select(set => set.Spec.Template)
            .Concat(objects.OfType<V1Deployment>().Select(deployment => deployment.Spec.Template));

    /// <summary>Returns the ports of the only pods that have these labels.</summary>
    private static IEnumerable<V1ContainerPort> PortsOf(IEnumerable<V1PodTemplateSpec> pods, IDictionary<string, string> labels) => Assert
        .Single(pods, pod => labels.All(label => pod.Metadata.Labels.TryGetValue(label.Key, out var value) && value == label.Value))
        .Spec.Containers.SelectMany(container => container.Ports);

    private static async Task<V1DaemonSet> DaemonSet(string overlay) => Assert.Single((await Render(overlay)).OfType<V1DaemonSet>());

    private static async Task<string> Configuration(string overlay) => Assert
        .Single((await Render(overlay)).OfType<V1ConfigMap>(), map => map.Metadata.Name.StartsWith(Agent, StringComparison.Ordinal))
        .Data["appsettings.json"];

    private static async Task<List<object>> Render(string overlay)
    {
        var (program, verb) = Deployment.Has("kubectl") ? ("kubectl", "kustomize") : ("kustomize", "build");
        Deployment.Requires(program);
        var text = Rendered.GetOrAdd(overlay, _ => Command.OutputOf(program, verb, Deployment.PathOf("kubernetes", "overlays", overlay)));
        return KubernetesYaml.LoadAllFromString(await text, strict: true);
    }
}
