using System;
using System.IO;
using BpfGen.Generator.Btf;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Elf;
using Xunit;

namespace BpfGen.Generator.Tests.Support;

/// <summary>The types of the running kernel: a thousand times as many as a probe has.</summary>
internal static class KernelTypes
{
    private const string Path = "/sys/kernel/btf/vmlinux";

    /// <summary>Skips the test, saying why, where the kernel does not show them.</summary>
    public static BtfTypes Required()
    {
        Assert.SkipUnless(File.Exists(Path), $"the types of the kernel are not there ({Path})");
        var section = File.ReadAllBytes(Path);
        return BtfReader.Read(section, BitConverter.IsLittleEndian, new ProblemList())!;
    }
}
