using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using BpfGen.Interop;

namespace BpfGen.Runtime.Tests.Support;

/// <summary>
/// Counts file descriptors of this process and BPF objects in the kernel, so that a test can compare the state before and after.
/// </summary>
internal static class KernelObjects
{
    private const BpfCommand ProgramGetNextId = (BpfCommand)11;
    private const BpfCommand MapGetNextId = (BpfCommand)12;
    private const BpfCommand MapGetFdById = (BpfCommand)14;

    /// <summary>
    /// The number of maps, programs, perf events, epoll instances and sockets that the process has open. Ordinary files do not count,
    /// because .NET opens files when it loads assemblies.
    /// </summary>
    public static int OpenFiles() => Directory.GetFileSystemEntries("/proc/self/fd").Count(IsCounted);

    /// <summary>
    /// Runs the finalizers of objects that earlier tests did not dispose, then counts the open files. Call this method before the test, and
    /// <see cref="OpenFiles"/> after the test.
    /// </summary>
    public static int OpenFilesAtRest()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return OpenFiles();
    }

    public static HashSet<uint> MapIds() => Walk(MapGetNextId).ToHashSet();

    public static HashSet<uint> ProgramIds() => Walk(ProgramGetNextId).ToHashSet();

    public static HashSet<uint> TypeIds() => Walk(BpfCommand.BtfGetNextId).ToHashSet();

    public static HashSet<uint> LinkIds() => Walk(BpfCommand.LinkGetNextId).ToHashSet();

    /// <summary>
    /// The number of maps with a given name. Use a name that only the test uses, because other processes create maps, too.
    /// </summary>
    public static int MapsNamed(string name) => Walk(MapGetNextId).Count(id => NameOfMap(id) == name);

    private static bool IsCounted(string file)
    {
        var target = new FileInfo(file).LinkTarget ?? "";
        return target.StartsWith("anon_inode:", System.StringComparison.Ordinal)
            || target.StartsWith("socket:", System.StringComparison.Ordinal);
    }

    private static IEnumerable<uint> Walk(BpfCommand command)
    {
        var attributes = default(IdAttributes);
        while (Bpf.Call(command, ref attributes) == 0)
        {
            yield return attributes.NextId;
            attributes = new IdAttributes { Id = attributes.NextId };
        }
    }

    private static string NameOfMap(uint id)
    {
        var attributes = new IdAttributes { Id = id };
        var fd = Bpf.Call(MapGetFdById, ref attributes);
        if (fd < 0)
        {
            return "";
        }

        using var map = new FileDescriptor(fd);
        return Bpf.Info(map, out MapInfo info) == 0 ? Encoding.UTF8.GetString(info.Name).TrimEnd('\0') : "";
    }

    /// <summary>The attributes of the bpf(2) commands that take or return an id.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct IdAttributes
    {
        public uint Id;
        public uint NextId;
        public uint OpenFlags;
    }
}
