using System;
using System.IO;
using BpfGen.Generator.Btf;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Elf;
using Xunit;

namespace BpfGen.Generator.Tests.Support;

/// <summary>The BTF of the running kernel, which has about a thousand times as many types as a probe.</summary>
internal static class KernelTypes
{
    private const string Path = "/sys/kernel/btf/vmlinux";

    /// <summary>Reads the types, or skips the test if the kernel does not provide them.</summary>
    public static BtfTypes Required()
    {
        Assert.SkipUnless(File.Exists(Path), $"The kernel does not provide its BTF ({Path}).");
        var section = File.ReadAllBytes(Path);
        return BtfReader.Read(section, BitConverter.IsLittleEndian, new ProblemList())!;
    }
}
