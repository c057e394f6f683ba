using System;
using BpfGen.Loading;
using BpfGen.Programs;

namespace BpfGen;

/// <summary>A program that user space calls like a function (<c>SEC("syscall")</c>). It may sleep. Since Linux 5.14.</summary>
public sealed class SyscallProgram : BpfProgram, IProgramHandle<SyscallProgram>
{
    private SyscallProgram(LoadedProgram program)
        : base(program)
    {
    }

    /// <summary>Runs the program once without a context.</summary>
    /// <returns>The program's return value.</returns>
    /// <exception cref="BpfException">The kernel rejected the run (<c>BPF_PROG_TEST_RUN</c>).</exception>
    /// <exception cref="InvalidOperationException">The program was not loaded.</exception>
    public int Run() => TestRunner.Run(this, [], [], [], options: null).ReturnValue;

    /// <summary>Runs the program once with a context.</summary>
    /// <typeparam name="T">The struct of the context: at most 64 KiB.</typeparam>
    /// <param name="context">The context that the program gets, and may change.</param>
    /// <returns>The program's return value.</returns>
    /// <exception cref="BpfException">
    /// The kernel rejected the run (<c>BPF_PROG_TEST_RUN</c>): <c>EINVAL</c> if the program reads beyond the end of the struct.
    /// </exception>
    /// <exception cref="InvalidOperationException">The program was not loaded.</exception>
    public int Run<T>(ref T context)
        where T : unmanaged =>
        TestRunner.Run(this, [], [], TestRunner.BytesOf(ref context), options: null).ReturnValue;

    static SyscallProgram IProgramHandle<SyscallProgram>.Create(LoadedProgram program) => new(program);

    static bool IProgramHandle<SyscallProgram>.Takes(ProgramType type) => type == ProgramType.Syscall;
}
