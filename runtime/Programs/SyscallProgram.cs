using System;
using System.Runtime.InteropServices;
using BpfGen.Loading;
using BpfGen.Programs;

namespace BpfGen;

/// <summary>A program that runs when it is called, and may sleep (<c>SEC("syscall")</c>). Since Linux 5.14.</summary>
public sealed class SyscallProgram : BpfProgram, IProgramHandle<SyscallProgram>
{
    private SyscallProgram(LoadedProgram program)
        : base(program)
    {
    }

    /// <summary>Runs the program once, with nothing.</summary>
    /// <returns>What it returns.</returns>
    /// <exception cref="BpfException">The kernel refuses (<c>BPF_PROG_TEST_RUN</c>).</exception>
    public int Run() => TestRunner.Run(this, [], [], [], options: null).ReturnValue;

    /// <summary>Runs the program once.</summary>
    /// <typeparam name="T">The struct that the program is given; at most 64 KiB.</typeparam>
    /// <param name="context">What it is given, and changes.</param>
    /// <returns>What it returns.</returns>
    /// <exception cref="BpfException">The kernel refuses (<c>BPF_PROG_TEST_RUN</c>): <c>EINVAL</c> where the program reads behind the end of the struct.</exception>
    public int Run<T>(ref T context)
        where T : unmanaged =>
        TestRunner.Run(this, [], [], MemoryMarshal.AsBytes(new Span<T>(ref context)), options: null).ReturnValue;

    static SyscallProgram IProgramHandle<SyscallProgram>.Create(LoadedProgram program) => new(program);

    static bool IProgramHandle<SyscallProgram>.Takes(ProgramType type) => type == ProgramType.Syscall;
}
