using System;
using System.Collections.Generic;

namespace BpfGen.Fuzz;

/// <summary>Code of BpfGen that reads untrusted bytes.</summary>
/// <param name="Name">The name at the command line.</param>
/// <param name="Reads">What the bytes are.</param>
/// <param name="Run">Reads the bytes. It throws if it finds a bug.</param>
/// <param name="Seeds">Valid inputs, which are mutated; null if the files of a folder are the seeds.</param>
internal sealed record FuzzTarget(string Name, SeedFiles Reads, Action<byte[]> Run, Func<IEnumerable<byte[]>>? Seeds = null);

/// <summary>The files that a target's inputs are made of.</summary>
internal enum SeedFiles
{
    /// <summary>Object files.</summary>
    Objects,

    /// <summary>Files of any format.</summary>
    All,

    /// <summary>None. The target has seeds of its own.</summary>
    None,
}
