using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using BpfGen.Agent.Tests.Deploy.Support;
using Xunit;

namespace BpfGen.Agent.Tests.Deploy;

/// <summary>
/// The Debian package is built, installed, upgraded and purged with the tools of Debian. It is installed in a copy of this machine's file
/// system, whose changes only the test sees.
/// </summary>
public sealed class DebianPackageTests : IDisposable
{
    /// <summary>Runs in namespaces of its own. $1: an empty folder; $2: the packages; $3: the folder of the agent.</summary>
    private const string Life = """
        set -eu
        mount -t tmpfs tmpfs "$1"
        mkdir "$1/changes" "$1/work" "$1/root"
        mount -t overlay overlay -o "lowerdir=/,upperdir=$1/changes,workdir=$1/work" "$1/root"
        mount -t proc proc "$1/root/proc"
        mount --rbind /sys "$1/root/sys"
        mount --rbind /dev "$1/root/dev"
        mkdir -p "$1/root/packages" "$1/root/build"
        mount --bind "$2" "$1/root/packages"
        mount --bind "$3" "$1/root/build"
        exec chroot "$1/root" sh -eu -c '
            cd /
            install() { dpkg --force-unsafe-io --no-triggers -i "/packages/bpfgen-agent_$1_amd64.deb" >/dev/null; }
            state() {
                echo "$1: $(dpkg-query -W -f "\${db:Status-Abbrev}\${Version}" bpfgen-agent 2>/dev/null || echo unknown)," \
                    "port $(sed -n "s/.*\"Port\": \(.*\),/\1/p" /etc/bpfgen-agent/appsettings.json 2>/dev/null)," \
                    "enabled $(test -L /etc/systemd/system/multi-user.target.wants/bpfgen-agent.service && echo yes || echo no)," \
                    "pins $(test -e /sys/fs/bpf/bpfgen-agent/pin && echo yes || echo no)"
            }
            mkdir -p /pins && mount -t tmpfs tmpfs /sys/fs/bpf && mkdir /sys/fs/bpf/bpfgen-agent && touch /sys/fs/bpf/bpfgen-agent/pin
            install 1.0
            state installed
            dpkg -V bpfgen-agent

            # The built agent is not native, so it needs its assemblies beside it. The package of a native agent has one file.
            cp /build/*.dll /build/bpfgen-agent.*.json /usr/bin/
            bpfgen-agent --port 0 --statistics false --config /etc/bpfgen-agent/appsettings.json >/dev/null 2>/tmp/log & agent=$!
            for i in $(seq 200); do grep -q "http://127.0.0.1:" /tmp/log && break; sleep 0.1; done
            address=$(sed -n "s/.*\(http:\/\/127.0.0.1:[0-9]*\).*/\1/p" /tmp/log | head -n 1)
            curl -s "$address/healthz" >/tmp/health
            echo "running: $(head -c 40 /tmp/health)"
            kill $agent && wait $agent || true

            sed -i "s/9464/9465/" /etc/bpfgen-agent/appsettings.json
            install 1.1
            state upgraded
            dpkg --no-triggers -r bpfgen-agent >/dev/null
            state removed
            dpkg --no-triggers -P bpfgen-agent >/dev/null
            state purged
            find /etc /var/lib/systemd /usr/share/doc /lib/systemd -name "*bpfgen*"
        '
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("bpfgen-debian-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_package_is_the_same_for_the_same_input_and_lintian_finds_nothing()
    {
        Deployment.Requires("dpkg-deb", "dpkg-shlibdeps", "readelf", "lintian");
        var packages = await Task.WhenAll(Build("1.0", "first"), Build("1.0", "second"));

        Assert.Equal(await Bytes(packages[0]), await Bytes(packages[1]));
        var check = await Command.Run("lintian", "--allow-root", packages[0]);
        Assert.Equal("", check.ShouldSucceed().Output);
        var fields = await Command.OutputOf("dpkg-deb", "--field", packages[0], "Depends", "Architecture");
        Assert.Contains("libc6 (>= ", fields, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_package_keeps_its_configuration_in_an_upgrade_and_leaves_nothing_after_a_purge()
    {
        Deployment.Requires("dpkg-deb", "dpkg-shlibdeps", "readelf", "unshare", "curl");
        Deployment.RequiresKernel();
        await Task.WhenAll(Build("1.0", "."), Build("1.1", "."));
        var (root, script) = (Directory.CreateDirectory(Path.Combine(_folder, "root")).FullName, Path.Combine(_folder, "life.sh"));
        await File.WriteAllTextAsync(script, Life, TestContext.Current.CancellationToken);

        var run = await Command.Run(
            "unshare", "--mount", "--pid", "--fork", "--kill-child", "bash", script, root, _folder,
            Path.GetDirectoryName(Deployment.Agent)!);

        Assert.Equal(
            [
                "installed: ii 1.0, port 9464, enabled yes, pins yes",
                "running: {\"status\":\"ok\"",
                "upgraded: ii 1.1, port 9465, enabled yes, pins yes",
                "removed: rc 1.1, port 9465, enabled yes, pins no",
                "purged: unknown, port , enabled no, pins no",
            ],
            run.ShouldSucceed().Output.TrimEnd().Split('\n')
                .Select(line => line.StartsWith("running", StringComparison.Ordinal) ? line.Split(',')[0] : line));
    }

    [Theory]
    [InlineData("1.0", "missing", "publish the agent first")]
    [InlineData("1.0", "build.sh", "is not a program for x86-64 or arm64")]
    [InlineData("one", "build.sh", "is not a version of a Debian package")]
    public async Task The_build_refuses_an_invalid_version_or_program(string version, string binary, string message)
    {
        Deployment.Requires("dpkg-deb", "dpkg-shlibdeps", "readelf");

        var run = await Command.Run(Script, version, Deployment.PathOf("debian", binary));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    private static string Script => Deployment.PathOf("debian", "build.sh");

    private static Task<byte[]> Bytes(string file) => File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);

    /// <summary>Builds the package in a folder.</summary>
    /// <returns>The path of the package.</returns>
    private async Task<string> Build(string version, string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
        await Command.OutputOf("sh", "-c", "cd \"$1\" && exec \"$2\" \"$3\" \"$4\"", "sh", folder, Script, version, Deployment.Agent);
        return Path.Combine(folder, $"bpfgen-agent_{version}_amd64.deb");
    }
}
