using System;
using System.Runtime.InteropServices;
using BpfGen.Interop;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>CO-RE relocations, which the running kernel resolves against itself.</summary>
[Collection(KernelTests.Name)]
public sealed class CoreTests
{
    private const BpfCommand RawTracepointOpen = (BpfCommand)17;

    [Fact]
    public void A_program_reads_the_kernels_fields_where_this_kernel_has_them()
    {
        Kernel.Required();
        Assert.SkipUnless(Environment.OSVersion.Version >= new Version(5, 17), "needs Linux 5.17");
        using var core = Core.Load();
        using var link = Attach(core.ReadTask);

        Poll.Until(() => core.Results[0].Runs > 0, "a system call");

        var result = core.Results[0];
        Assert.Equal((1u, 1u, 0u, 1u, 0u), (result.SameTgid, result.FieldExists, result.AbsentFieldExists, result.TypeExists, result.AbsentTypeExists));
    }

    [Fact]
    public void CO_RE_relocations_without_types_are_refused()
    {
        Kernel.Required();
        using var loader = new Loading.ObjectLoader("test", BitConverter.IsLittleEndian, "");

        // Relocations without types must not load as if nothing were. One record, of the first instruction, type 1 and access 1, packed.
        ulong packed = BitConverter.IsLittleEndian ? 0x0000_0000_0202_0001ul : 0x0100_0202_0000_0000ul;
        var exception = Assert.Throws<BpfException>(() => loader.LoadProgram<BpfProgram>(
            new("no_types", ProgramType.SocketFilter),
            new Loading.ObjectCode([0x00000000000000b7, 0x95], [0, 1], [], coreRelocations: [packed]),
            [0]));

        Assert.Contains("It has CO-RE relocations", exception.Message);
    }

    /// <summary>Raw tracepoints have no link of their own in the runtime yet.</summary>
    private static unsafe FileDescriptor Attach(BpfProgram program)
    {
        fixed (byte* name = "sys_enter\0"u8)
        {
            var attributes = new RawTracepointAttributes { Name = (ulong)name, ProgramFd = (int)program.Handle.DangerousGetHandle() };
            var fd = Bpf.Call(RawTracepointOpen, ref attributes);
            Assert.True(fd >= 0, $"BPF_RAW_TRACEPOINT_OPEN: {Errno.NameOf(Errno.Last)}");
            return new FileDescriptor(fd);
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct RawTracepointAttributes
    {
        public ulong Name;
        public int ProgramFd;
        public uint Padding;
        public ulong Cookie;
    }
}
