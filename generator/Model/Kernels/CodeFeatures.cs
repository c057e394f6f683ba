using System;

namespace BpfGen.Generator.Model;

/// <summary>Features of instructions that not every kernel supports.</summary>
[Flags]
internal enum CodeFeatures
{
    None = 0,
    CpuV2 = 1 << 0,
    CpuV3 = 1 << 1,
    CpuV4 = 1 << 2,
    Atomics = 1 << 3,
    OrderedAccess = 1 << 4,
    Arena = 1 << 5,
    IndirectJumps = 1 << 6,
    Loops = 1 << 7,
    Callbacks = 1 << 8,
}
