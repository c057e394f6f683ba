using System.Runtime.InteropServices;

namespace BpfGen.Interop;

/// <summary>The attributes and results of <c>BPF_PROG_TEST_RUN</c>.</summary>
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

/// <summary>The attributes of <c>BPF_ENABLE_STATS</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct EnableStatisticsAttributes
{
    public uint Kind;
}
