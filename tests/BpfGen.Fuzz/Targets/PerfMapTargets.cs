extern alias runtime;

using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using runtime::BpfGen.Symbols;

namespace BpfGen.Fuzz;

/// <summary>Reads a perf map, in which a runtime such as .NET lists the functions that it has compiled.</summary>
internal static class PerfMapTargets
{
    private static readonly string Name = $"/tmp/perf-{Environment.ProcessId}.map";

    /// <summary>The lines of .NET, those of other runtimes, and functions that replace others.</summary>
    public static IEnumerable<byte[]> Maps() =>
    [
        """
        7f1000001000 1a4 void [app] Program::Main()[Tier0]
        7f1000001200 40 instance int32 [System.Private.CoreLib] System.String::get_Length()[PreJIT]
        7f1000001000 80 void [app] Program::Main()[Tier1]
        0x7f1000002000 0x10 stub<1> GenerateResolveStub
        """u8.ToArray(),
        "7f1000001000 10 LazyCompile:~loop /app/main.js:1:1\r\n7f1000001008 8 RegExp:a b\n\n7f1000001010 0 empty\n"u8.ToArray(),
        "7f1000001000 ffffffffffffffff all\nffffffffffffffff 1 last\n7f1000001004 4 été\n"u8.ToArray(),
    ];

    public static bool Read(byte[] bytes)
    {
        File.WriteAllBytes(Name, [.. Encoding.ASCII.GetBytes("1000 10 first\n"), .. bytes, (byte)'\n']);
        var map = PerfMapFile.TryFind(Environment.ProcessId)!;
        if (map.Find(0x1000) is null)
        {
            throw new InvalidDataException("The first function is not found.");
        }

        _ = map.Find(ulong.MaxValue);
        var isFound = map.Find(0x7f1000001004) is not null;
        File.Delete(Name);
        return isFound;
    }
}
