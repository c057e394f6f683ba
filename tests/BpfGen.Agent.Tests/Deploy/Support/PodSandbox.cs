using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using k8s.Models;
using Xunit;

namespace BpfGen.Agent.Tests.Deploy.Support;

/// <summary>
/// Runs the agent as a container engine would run the container of a pod: in mount, process and network namespaces of its own, with a
/// read-only file system that has only the image and the mounts of the pod, as root with only the capabilities of the pod. The image has
/// the programs of this machine, because the built agent needs .NET.
/// </summary>
internal sealed class PodSandbox : IDisposable
{
    /// <summary>$1: the root; $2: the folder of the agent; $3: the folder of the configuration; $4: capabilities; $5: the mounts.</summary>
    private const string Script = """
        set -eu
        root=$1
        ip link set lo up
        mount -t tmpfs tmpfs "$root"
        mkdir "$root/usr" "$root/proc" "$root/sys" "$root/dev" "$root/etc" "$root/tmp" "$root/run" "$root/image"
        for link in bin lib lib64; do ln -s "usr/$link" "$root/$link"; done
        mount --bind /usr "$root/usr"
        mount -o remount,bind,ro "$root/usr"
        mount --bind "$2" "$root/image"
        mount -o remount,bind,ro "$root/image"
        mount -t proc proc "$root/proc"
        mount -t sysfs -o ro sysfs "$root/sys"
        for device in null zero random urandom; do touch "$root/dev/$device" && mount --bind "/dev/$device" "$root/dev/$device"; done
        echo "$5" | while read -r from to mode; do
            [ -n "$from" ] || continue
            [ "$from" != CONFIGURATION ] || from=$3
            case $to in /sys/*) ;; *) mkdir -p "$root$to" ;; esac
            mount --bind "$from" "$root$to"
            [ "$mode" != ro ] || mount -o remount,bind,ro "$root$to"
        done
        mount -o remount,ro "$root"
        exec chroot "$root" setpriv --no-new-privs --bounding-set="$4" --inh-caps=-all /image/bpfgen-agent
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("bpfgen-pod-").FullName;
    private readonly string _pins = $"/sys/fs/bpf/bpfgen-agent-test-{Environment.ProcessId}-{Random.Shared.Next():x}";
    private Process? _process;

    private PodSandbox()
    {
    }

    /// <summary>Whether the agent has pinned something.</summary>
    public bool HasPins => Directory.Exists(_pins) && Directory.EnumerateFileSystemEntries(_pins).Any();

    /// <summary>Starts the agent in the sandbox.</summary>
    /// <param name="daemonSet">The pods.</param>
    /// <param name="configuration">The contents of the file in the configuration map.</param>
    public static async Task<PodSandbox> Start(V1DaemonSet daemonSet, string configuration)
    {
        Deployment.Requires("unshare", "setpriv", "nsenter", "ip", "curl");
        Deployment.RequiresKernel();
        var sandbox = new PodSandbox();
        await sandbox.Run(daemonSet.Spec.Template.Spec, configuration);
        return sandbox;
    }

    /// <summary>Waits until the agent has answered with the state of its probes.</summary>
    public Task<AgentHealth> Health() => AgentHealth.Of(_process!, "http://127.0.0.1:9464", Prefix);

    /// <summary>Returns the answer of the agent to a request.</summary>
    public Task<string> Get(string path) => Command.OutputOf(Prefix[0], [.. Prefix[1..], "curl", "-sf", $"http://127.0.0.1:9464{path}"]);

    public void Dispose()
    {
        _process?.Kill(entireProcessTree: true);
        _process?.WaitForExit();
        _process?.Dispose();
        Directory.Delete(_folder, recursive: true);
        if (Directory.Exists(_pins))
        {
            Directory.Delete(_pins, recursive: true);
        }
    }

    private string[] Prefix => ["nsenter", $"--net=/proc/{_process!.Id}/ns/net"];

    private async Task Run(V1PodSpec pod, string configuration)
    {
        var container = pod.Containers[0];
        Assert.Equal(0, container.SecurityContext.RunAsUser);
        Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
        var root = Directory.CreateDirectory(Path.Combine(_folder, "root")).FullName;
        var settings = Directory.CreateDirectory(Path.Combine(_folder, "etc")).FullName;
        await File.WriteAllTextAsync(Path.Combine(settings, "appsettings.json"), configuration, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(_folder, "run.sh"), Script, TestContext.Current.CancellationToken);
        var added = container.SecurityContext.Capabilities.Add.Select(name => $"+{name.ToLowerInvariant()}");
        var mounts = container.VolumeMounts.Select(mount =>
        {
            var volume = pod.Volumes.Single(candidate => candidate.Name == mount.Name);
            return $"{Source(volume)} {mount.MountPath} {(mount.ReadOnlyProperty == true ? "ro" : "rw")}";
        });

        // The kubelet replaces a reference to the name of the node.
        var environment = container.Env.Select(variable => $"{variable.Name}={variable.Value ?? "node-of-the-test"}");
        _process = Command.Start(
            "env",
            [
                "-i", "PATH=/usr/sbin:/usr/bin", .. environment, "unshare", "--mount", "--pid", "--fork", "--kill-child", "--net", "sh",
                Path.Combine(_folder, "run.sh"), root, Path.GetDirectoryName(Deployment.Agent)!, settings,
                $"-all,{string.Join(",", added)}", string.Join('\n', mounts),
            ]);
    }

    private string Source(V1Volume volume)
    {
        if (volume.HostPath is null)
        {
            return "CONFIGURATION";
        }

        if (volume.HostPath.Type == "DirectoryOrCreate")
        {
            return Directory.CreateDirectory(_pins).FullName;
        }

        // The kernel of a test machine can have both versions of cgroups.
        return volume.HostPath.Path == "/sys/fs/cgroup" && Directory.Exists("/sys/fs/cgroup/unified")
            ? "/sys/fs/cgroup/unified"
            : volume.HostPath.Path;
    }
}
