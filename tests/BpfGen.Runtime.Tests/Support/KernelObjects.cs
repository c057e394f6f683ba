using System.Collections.Generic;
using System.IO;
using System.Linq;
using BpfGen.Interop;

namespace BpfGen.Runtime.Tests.Support;

/// <summary>What this process and the kernel hold: counted before and after, it shows what was left behind.</summary>
internal static class KernelObjects
{
    public static int OpenFiles() => Directory.GetFileSystemEntries("/proc/self/fd").Length;

    public static HashSet<uint> MapIds() => Walk(BpfCommand.MapGetNextId).ToHashSet();

    public static HashSet<uint> ProgramIds() => Walk(BpfCommand.ProgramGetNextId).ToHashSet();

    private static IEnumerable<uint> Walk(BpfCommand command)
    {
        var attributes = default(IdAttributes);
        while (Bpf.Call(command, ref attributes) == 0)
        {
            yield return attributes.NextId;
            attributes = new IdAttributes { Id = attributes.NextId };
        }
    }
}
