using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using Xunit;

namespace BpfGen.Runtime.Tests.Support;

/// <summary>Moves this process into a new cgroup. <see cref="Dispose"/> moves it back and removes the cgroup.</summary>
internal sealed class OwnCgroup : IDisposable
{
    private readonly string _before;

    public OwnCgroup()
    {
        Kernel.NetworkRequired();
        var root = Root();
        var own = File.ReadLines("/proc/self/cgroup").Single(line => line.StartsWith("0::", StringComparison.Ordinal))[3..];
        _before = root + own;
        Path = $"{root}/bpfgen-test-{Environment.ProcessId}";
        Directory.CreateDirectory(Path);
        MoveTo(Path);
    }

    private OwnCgroup(OwnCgroup parent)
    {
        _before = parent.Path;
        Path = parent.Path + "/below";
        Directory.CreateDirectory(Path);
        MoveTo(Path);
    }

    public string Path { get; }

    /// <summary>Creates a child of this cgroup and moves this process into it until the child is disposed.</summary>
    public OwnCgroup CreateChild() => new(this);

    public void Dispose()
    {
        MoveTo(_before);
        Poll.Until(IsRemoved, "the cgroup to be empty");
    }

    private static string Root()
    {
        var mounted = File.ReadLines("/proc/mounts").Select(line => line.Split(' ')).FirstOrDefault(fields => fields[2] == "cgroup2");
        if (mounted is not null)
        {
            return mounted[1];
        }

        var folder = Directory.CreateTempSubdirectory("bpfgen-cgroup").FullName;
        using var mount = Process.Start("mount", ["-t", "cgroup2", "none", folder]);
        mount.WaitForExit();
        Assert.Equal(0, mount.ExitCode);
        return folder;
    }

    private static void MoveTo(string cgroup) =>
        File.WriteAllText(cgroup + "/cgroup.procs", Environment.ProcessId.ToString(CultureInfo.InvariantCulture));

    private bool IsRemoved()
    {
        try
        {
            Directory.Delete(Path);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
