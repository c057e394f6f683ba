using System.Runtime.InteropServices;

namespace BpfGen.Interop;

/// <summary>What <c>BPF_PROG_TEST_RUN</c> is given, and answers in.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TestRunAttributes
{
    public int ProgramFd;
    public uint ReturnValue;
    public uint InputSize;
    public uint OutputSize;
    public ulong Input;
    public ulong Output;
    public uint Repeat;
    public uint Duration;
    public uint ContextInputSize;
    public uint ContextOutputSize;
    public ulong ContextInput;
    public ulong ContextOutput;
    public uint Flags;
    public uint Cpu;
    public uint BatchSize;
    public uint Padding;
}

/// <summary>What <c>BPF_ENABLE_STATS</c> is given.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct EnableStatisticsAttributes
{
    public uint Kind;
}
