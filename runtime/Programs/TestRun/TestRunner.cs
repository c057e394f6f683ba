using System;
using System.Runtime.InteropServices;
using BpfGen.Errors;
using BpfGen.Interop;
using BpfGen.KernelFacts;
using BpfGen.Loading;

namespace BpfGen.Programs;

/// <summary>Runs programs without waiting for their events (<c>BPF_PROG_TEST_RUN</c>).</summary>
internal static unsafe class TestRunner
{
    private const uint FlagOnCpu = 1;
    private const uint FlagLiveFrames = 2;
    private const int EthernetHeader = 14;

    /// <summary>
    /// The size of the buffer for a context: larger than the context of any program type. The kernel rejects a run whose context does not
    /// fit into the buffer.
    /// </summary>
    private const int LargestContext = 512;

    /// <exception cref="BpfException">The kernel rejected the run.</exception>
    public static TestRunResult Run(
        BpfProgram program, ReadOnlySpan<byte> input, Span<byte> output, Span<byte> context, TestRunOptions? options)
    {
        using var lease = program.Descriptor.Use();
        Span<byte> contextOutput = stackalloc byte[LargestContext];
        contextOutput.Clear();
        fixed (byte* inputStart = input, outputStart = output, contextStart = context, contextOutputStart = contextOutput)
        {
            var attributes = new TestRunAttributes
            {
                ProgramFd = lease.Number,
                Input = (ulong)inputStart,
                InputSize = (uint)input.Length,
                Output = (ulong)outputStart,
                OutputSize = (uint)output.Length,
                ContextInput = (ulong)contextStart,
                ContextInputSize = (uint)context.Length,
            };

            // Pass a buffer for the changed context only to program types that return the context. The other types reject such a buffer.
            var givesBack = !context.IsEmpty && GivesContextBack(program.Type) && options is not { LiveFrames: true };
            if (givesBack)
            {
                attributes.ContextOutput = (ulong)contextOutputStart;
                attributes.ContextOutputSize = LargestContext;
            }

            Apply(program, options, ref attributes);
            if (Bpf.Call(BpfCommand.ProgramTestRun, ref attributes) < 0)
            {
                var errno = Errno.Last;
                throw new BpfException(
                    "BPF_PROG_TEST_RUN",
                    errno,
                    $"program '{program.Name}' ({KindNames.Of(program.Type)})",
                    Hint(errno, program.Type, input.Length, output.Length, options, attributes));
            }

            var contextSize = givesBack ? Math.Min((int)attributes.ContextOutputSize, context.Length) : 0;
            contextOutput[..contextSize].CopyTo(context);
            return new TestRunResult((int)attributes.ReturnValue, attributes.Duration, (int)attributes.OutputSize);
        }
    }

    /// <exception cref="ArgumentException">An option does not apply to the program's type.</exception>
    private static void Apply(BpfProgram program, TestRunOptions? options, ref TestRunAttributes attributes)
    {
        if (options is null)
        {
            return;
        }

        // Check here, because some program types silently ignore the flag for LiveFrames.
        if (options.LiveFrames && program.Type != ProgramType.Xdp)
        {
            throw new ArgumentException(
                $"TestRunOptions.LiveFrames applies to XDP programs only, but program '{program.Name}' is of type " +
                $"{KindNames.Of(program.Type)}.");
        }

        if (options.BatchSize != 0 && !options.LiveFrames)
        {
            throw new ArgumentException("TestRunOptions.BatchSize applies to runs with LiveFrames only.");
        }

        // For one run, pass 0, which also means one run: some program types accept only 0 as the repeat count.
        attributes.Repeat = options.Repeat == 1 ? 0 : (uint)options.Repeat;
        attributes.BatchSize = (uint)options.BatchSize;
        attributes.Flags = (options.Cpu is null ? 0 : FlagOnCpu) | (options.LiveFrames ? FlagLiveFrames : 0);
        attributes.Cpu = (uint)(options.Cpu ?? 0);
    }

    /// <summary>
    /// Returns the bytes of a context, with its padding set to zero. The program can read the padding. For some program types, the kernel
    /// also rejects a context if bytes that belong to no field are not zero.
    /// </summary>
    /// <exception cref="InvalidOperationException">The struct may have padding that the generator did not find at build time.</exception>
    public static Span<byte> BytesOf<T>(ref T context)
        where T : unmanaged
    {
        StructPadding.Require<T>();
        StructPadding.Clear(ref context);
        return MemoryMarshal.AsBytes(new Span<T>(ref context));
    }

    private static bool GivesContextBack(ProgramType type) => type
        is ProgramType.SocketFilter or ProgramType.SchedCls or ProgramType.SchedAct
        or ProgramType.Xdp or ProgramType.CgroupSkb or ProgramType.LwtIn or ProgramType.LwtOut or ProgramType.LwtXmit
        or ProgramType.LwtSeg6local
        or ProgramType.SkSkb or ProgramType.SkLookup;

    private static bool TakesPackets(ProgramType type) =>
        GivesContextBack(type) && type != ProgramType.SkLookup || type == ProgramType.FlowDissector;

    private static string? Hint(
        int errno, ProgramType type, int input, int output, TestRunOptions? options, in TestRunAttributes attributes) =>
        errno switch
        {
            Errno.ENOTSUPP or Errno.EOPNOTSUPP =>
                $"The kernel, {RunningKernel.Version.ToString(2)}, does not support test runs of this program type.",
            Errno.ENOSPC => $"The program's output has {attributes.OutputSize} bytes, and the output buffer has {output}.",
            Errno.EINVAL when TakesPackets(type) && input < EthernetHeader =>
                $"The input must be a packet with at least an Ethernet header ({EthernetHeader} bytes); this input has {input} bytes.",
            Errno.EINVAL when options is { LiveFrames: true } && RunningKernel.Version < FirstKernels.LiveFrames =>
                $"Live frames require Linux {FirstKernels.LiveFrames.ToString(2)}; the running kernel is "
                    + $"{RunningKernel.Version.ToString(2)}.",
            Errno.EINVAL when options is { LiveFrames: true } && output > 0 =>
                "A run with live frames returns no output: pass no output buffer.",
            Errno.EINVAL => "The kernel does not support this input, context, number of runs or flags for programs of this type.",
            _ => Hints.ForCapability(errno, Capability.Bpf),
        };
}
