using System;
using System.Globalization;
using System.IO;

namespace BpfGen.Kernel.Tests.Support;

/// <summary>A cgroup that contains only this process.</summary>
internal static class OwnCgroup
{
    private static readonly Lazy<string> Folder = new(Create);

    public static string Path => Folder.Value;

    private static string Create()
    {
        const string path = "/sys/fs/cgroup/bpfgen-test";
        Directory.CreateDirectory(path);
        File.WriteAllText(path + "/cgroup.procs", Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return path;
    }
}
