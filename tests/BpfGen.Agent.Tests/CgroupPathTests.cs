using BpfGen.Agent.Cgroups;
using Xunit;

namespace BpfGen.Agent.Tests;

/// <summary>The path of a cgroup says which container and pod it is.</summary>
public sealed class CgroupPathTests
{
    private const string Id = "3f1c9a7be2d84c6fa0b15d8e7c4a9361b2f70d5e8c1a4b7d9e6f3c2a1b0d8e57";
    private const string Short = "3f1c9a7be2d8";
    private const string Other = "0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9";
    private const string Uid = "6b4e1f0c-9a2d-4c3e-8f5b-7d6a1c0e9b84";
    private const string Slice = "/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod" + UidOfSystemd + ".slice";
    private const string Hash = "0123456789abcdef0123456789abcdef";
    private const string UidOfSystemd = "6b4e1f0c_9a2d_4c3e_8f5b_7d6a1c0e9b84";

    [Theory]
    [InlineData($"/docker/{Id}", Short, null)]
    [InlineData($"/system.slice/docker-{Id}.scope", Short, null)]
    [InlineData($"/system.slice/docker-{Id}.scope/init.scope", Short, null)]
    [InlineData($"/user.slice/user-1000.slice/user@1000.service/app.slice/docker-{Id}.scope", Short, null)]
    [InlineData($"/machine.slice/libpod-{Id}.scope", Short, null)]
    [InlineData($"/machine.slice/libpod-{Id}.scope/container", Short, null)]
    [InlineData($"/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-{Id}.scope", Short, null)]
    [InlineData($"/libpod_parent/libpod-{Id}", Short, null)]
    [InlineData($"/k8s.io/{Id}", Short, null)]
    [InlineData($"/default/{Id}", Short, null)]
    [InlineData($"/ecs/5a0f1d2c/{Id}", Short, null)]
    [InlineData($"/kubepods/pod{Uid}/{Id}", Short, Uid)]
    [InlineData($"/kubepods/burstable/pod{Uid}/{Id}", Short, Uid)]
    [InlineData($"/kubepods/besteffort/pod{Uid}/crio-{Id}", Short, Uid)]
    [InlineData($"/kubepods.slice/kubepods-pod{UidOfSystemd}.slice/cri-containerd-{Id}.scope", Short, Uid)]
    [InlineData($"{Slice}/cri-containerd-{Id}.scope", Short, Uid)]
    [InlineData($"{Slice}/crio-{Id}.scope", Short, Uid)]
    [InlineData($"{Slice}/crio-{Id}.scope/container", Short, Uid)]
    [InlineData($"{Slice}/docker-{Id}.scope", Short, Uid)]
    [InlineData($"/system.slice/containerd.service/kubepods-burstable-pod{UidOfSystemd}.slice:cri-containerd:{Id}", Short, Uid)]
    [InlineData($"/kubepods.slice/kubepods-pod{Hash}.slice/cri-containerd-{Id}.scope", Short, Hash)]
    [InlineData($"/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-pod{UidOfSystemd}.slice/cri-containerd-{Id}.scope", Short, Uid)]
    [InlineData($"/system.slice/docker-{Other}.scope/kubelet/kubepods/burstable/pod{Uid}/{Id}", Short, Uid)]
    [InlineData("/lxc.payload.web-1", "web-1", null)]
    [InlineData("/lxc.payload.web-1/system.slice/ssh.service", "web-1", null)]
    [InlineData("/machine.slice/machine-build.scope", "build", null)]
    public void A_container_has_its_id_and_the_uid_of_its_pod(string path, string container, string? pod) =>
        Assert.Equal(new CgroupIdentity(null, container, pod), CgroupPath.Parse(path));

    [Theory]
    [InlineData("/", "/")]
    [InlineData("", "/")]
    [InlineData("/system.slice/ssh.service", "ssh.service")]
    [InlineData("/system.slice/system-getty.slice/getty@tty1.service", "getty@tty1.service")]
    [InlineData("/user.slice/user-1000.slice/session-12.scope", "user-1000.slice")]
    [InlineData("/user.slice/user-1000.slice/user@1000.service/app.slice/app-org.example-712.scope", "app.slice")]
    [InlineData("/system.slice/run-u512.service", "(transient unit)")]
    [InlineData("/init.scope", "init.scope")]
    [InlineData("/own/group", "own/group")]
    [InlineData($"/system.slice/crio-conmon-{Id}.scope", "system.slice")]
    [InlineData($"/machine.slice/libpod-conmon-{Id}.scope", "machine.slice")]
    [InlineData("/docker/buildx", "docker/buildx")]
    public void A_cgroup_outside_of_containers_has_the_name_of_its_unit_or_its_path(string path, string name) =>
        Assert.Equal(new CgroupIdentity(name, null, null), CgroupPath.Parse(path));

    [Fact]
    public void The_cgroup_of_a_pod_has_the_pod_but_no_container() =>
        Assert.Equal(
            new CgroupIdentity($"kubepods-pod{UidOfSystemd}.slice", null, Uid),
            CgroupPath.Parse($"/kubepods.slice/kubepods-pod{UidOfSystemd}.slice"));

    [Fact]
    public void A_long_name_is_shortened() => Assert.Equal(64, CgroupPath.Parse("/" + new string('x', 300)).Cgroup!.Length);
}
