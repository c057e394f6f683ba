using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using BpfGen.Interop;

namespace BpfGen.Runtime.Tests.Support;

/// <summary>What this process and the kernel hold: counted before and after, it shows what was left behind.</summary>
internal static class KernelObjects
{
    private const BpfCommand ProgramGetNextId = (BpfCommand)11;
    private const BpfCommand MapGetNextId = (BpfCommand)12;
    private const BpfCommand MapGetFdById = (BpfCommand)14;

    /// <summary>
    /// How many maps, programs, perf events, polls and sockets the process has open. .NET opens files of its own when it loads an assembly, which
    /// are none of these.
    /// </summary>
    public static int OpenFiles() => Directory.GetFileSystemEntries("/proc/self/fd").Count(IsOurs);

    /// <summary>How many it has open once those are closed that an earlier test has left to the garbage collector: what is counted before something.</summary>
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

    /// <summary>How many maps of a name there are: other processes make maps as well, and only names tell whose they are.</summary>
    public static int MapsNamed(string name) => Walk(MapGetNextId).Count(id => NameOfMap(id) == name);

    private static bool IsOurs(string file)
    {
        var target = new FileInfo(file).LinkTarget ?? "";
        return target.StartsWith("anon_inode:", System.StringComparison.Ordinal) || target.StartsWith("socket:", System.StringComparison.Ordinal);
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

    /// <summary>What the commands on ids are given.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct IdAttributes
    {
        public uint Id;
        public uint NextId;
        public uint OpenFlags;
    }
}
