using System;
using System.Collections.Generic;

namespace BpfGen.Fuzz;

/// <summary>Code of BpfGen that reads untrusted bytes.</summary>
/// <param name="Name">The name at the command line.</param>
/// <param name="Format">The format of the bytes, which decides how they are mutated.</param>
/// <param name="Run">
/// Reads the bytes. Returns whether the code found in them what it looks for, as it does in the seeds. Throws if it finds a bug.
/// </param>
/// <param name="Seeds">Valid inputs, which are mutated; null if the objects of a folder are the seeds.</param>
internal sealed record FuzzTarget(string Name, InputFormat Format, Func<byte[], bool> Run, Func<IEnumerable<byte[]>>? Seeds = null);

/// <summary>The format of a target's inputs.</summary>
internal enum InputFormat
{
    /// <summary>ELF files.</summary>
    Elf,

    /// <summary>Texts, or binary data without a structure that the mutations know.</summary>
    Bytes,
}
