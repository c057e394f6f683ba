using System;
using System.Runtime.InteropServices;
using BpfGen.Errors;
using BpfGen.Interop;
using BpfGen.Loading;
using BpfGen.Programs;

namespace BpfGen;

/// <summary>A program in the kernel. Kinds of program that BpfGen can attach have classes of their own; this is what all of them are.</summary>
/// <remarks>All members may be used from several threads at once. After <see cref="Dispose()"/> they throw <see cref="ObjectDisposedException"/>.</remarks>
public partial class BpfProgram : IDisposable, IProgramHandle<BpfProgram>
{
    private readonly FileDescriptor? _descriptor;

    private protected BpfProgram(LoadedProgram program)
    {
        _descriptor = program.Descriptor;
        var definition = program.Definition;
        Name = definition.Name;
        Type = definition.Type;
        Section = definition.Section;
        Target = definition.Target;
        ExpectedAttachType = definition.ExpectedAttachType;
    }

    /// <summary>The name in the kernel, as tools show it: at most 15 characters.</summary>
    public string Name { get; }

    /// <summary>The type.</summary>
    public ProgramType Type { get; }

    /// <summary>The section of the object that it stood in, which says what it is for; empty for a program that was opened by its pin or id.</summary>
    public string Section { get; }

    /// <summary>The hook that the section names after the kind of program: <c>sched/sched_process_exec</c> of <c>tp/sched/sched_process_exec</c>; null where it names none.</summary>
    public string? Target { get; }

    /// <summary>
    /// Whether the program was loaded. One that was not, because its section begins with <c>?</c> or the options say so, cannot be used: what would
    /// throws <see cref="InvalidOperationException"/>.
    /// </summary>
    public bool IsLoaded => _descriptor is not null;

    /// <summary>The kind of hook that the program was loaded for; zero also where its type has no kinds, or neither a section nor the kernel says.</summary>
    public AttachType ExpectedAttachType { get; }

    /// <summary>The program's file descriptor, for calls that BpfGen does not make.</summary>
    public SafeHandle Handle => Descriptor;

    /// <summary>The id that the kernel knows the program by, and tools such as bpftool show.</summary>
    /// <exception cref="BpfException">The kernel does not say.</exception>
    public uint Id => GetInfo().Id;

    /// <summary>What the kernel says of the program now (<c>BPF_OBJ_GET_INFO_BY_FD</c>).</summary>
    /// <exception cref="BpfException">The kernel does not say.</exception>
    public BpfProgramInfo GetInfo()
    {
        var info = default(ProgramInfo);
        Ask(ref info);
        return new BpfProgramInfo(info);
    }

    /// <summary>The ids of the maps that the program uses, those of its global variables among them: what <c>OpenById</c> of a map's class opens.</summary>
    /// <exception cref="BpfException">The kernel does not say.</exception>
    public unsafe uint[] GetMapIds()
    {
        var info = default(ProgramInfo);
        Ask(ref info);
        var ids = new uint[info.MapCount];
        fixed (uint* start = ids)
        {
            info = new ProgramInfo { MapCount = (uint)ids.Length, MapIds = (ulong)start };
            Ask(ref info);
        }

        return ids;
    }

    /// <summary>Runs the program on request (<c>BPF_PROG_TEST_RUN</c>): how a test runs it without the events that it is for.</summary>
    /// <param name="input">Its data: for programs of packets the packet, from its Ethernet header on.</param>
    /// <param name="output">Where the data goes that the program leaves; nothing where nobody asks.</param>
    /// <param name="options">How it runs; null for once.</param>
    /// <exception cref="BpfException">
    /// The kernel refuses: it runs no programs of this type on request, the input is none for it, or the output has not enough room (<c>ENOSPC</c>).
    /// </exception>
    public TestRunResult TestRun(ReadOnlySpan<byte> input = default, Span<byte> output = default, TestRunOptions? options = null) =>
        TestRunner.Run(this, input, output, [], options);

    /// <summary>Runs the program on request (<c>BPF_PROG_TEST_RUN</c>), with a context.</summary>
    /// <typeparam name="TContext">
    /// The context's struct, as the program sees it: the beginning of <c>struct __sk_buff</c>, <c>struct xdp_md</c>, the arguments of a raw tracepoint.
    /// </typeparam>
    /// <param name="context">What the program is given; where programs of its type can change it, what it has become.</param>
    /// <param name="input">Its data: for programs of packets the packet, from its Ethernet header on.</param>
    /// <param name="output">Where the data goes that the program leaves; nothing where nobody asks.</param>
    /// <param name="options">How it runs; null for once.</param>
    /// <exception cref="BpfException">
    /// The kernel refuses: it runs no programs of this type on request, the input or context is none for it, or the output has not enough room (<c>ENOSPC</c>).
    /// </exception>
    public TestRunResult TestRun<TContext>(
        ref TContext context, ReadOnlySpan<byte> input = default, Span<byte> output = default, TestRunOptions? options = null)
        where TContext : unmanaged =>
        TestRunner.Run(this, input, output, MemoryMarshal.AsBytes(new Span<TContext>(ref context)), options);

    internal FileDescriptor Descriptor => _descriptor ?? throw new InvalidOperationException(
        $"Program '{Name}' of section '{Section}' was not loaded. Set AutoLoad = true for it in the options that Load is given.");

    /// <summary>It was there already, and nothing is known of where it attaches.</summary>
    internal bool IsOpened => Section.Length == 0;

    /// <summary>The kind of program that the section names: <c>kretprobe</c> of <c>kretprobe/do_unlinkat</c>.</summary>
    private protected string SectionKind => Section.TrimStart('?').Split('/')[0];

    /// <exception cref="InvalidOperationException">The section does not name a hook.</exception>
    private protected string RequiredTarget() => Target ?? throw NoHook($"'{Section}/…'");

    private protected InvalidOperationException NoHook(string form) => new(IsOpened
        ? $"Program '{Name}' was opened as it is in the kernel, which does not say where it attaches. Name the hook in the call of Attach."
        : $"Section '{Section}' of program '{Name}' does not say where it attaches. Name the hook in the section, as {form}, or in the call of Attach.");

    private void Ask(ref ProgramInfo info)
    {
        var errno = Bpf.Fill(Descriptor, ref info);
        if (errno != 0)
        {
            throw new BpfException("BPF_OBJ_GET_INFO_BY_FD", errno, Subject, Hints.ForCapability(errno, Capability.Bpf));
        }
    }

    static BpfProgram IProgramHandle<BpfProgram>.Create(LoadedProgram program) => new(program);
}
