using System.Collections.Generic;

namespace BpfGen.Agent.Options;

/// <summary>The names of the probes in the configuration.</summary>
internal static class ProbeNames
{
    public const string Tcp = "Tcp";
    public const string RunQueue = "RunQueue";
    public const string BlockIo = "BlockIo";
    public const string FileOpens = "FileOpens";
    public const string Execs = "Execs";

    public static IReadOnlyList<string> All { get; } = [Tcp, RunQueue, BlockIo, FileOpens, Execs];
}
