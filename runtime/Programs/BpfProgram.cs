using System;
using System.Runtime.InteropServices;
using BpfGen.Errors;
using BpfGen.Interop;
using BpfGen.Links;
using BpfGen.Loading;
using BpfGen.Programs;

namespace BpfGen;

/// <summary>
/// A handle of a program in the kernel. Each kind of program that BpfGen can attach has a class of its own, derived from this one.
/// Programs of other kinds use this class.
/// </summary>
/// <remarks>
/// The handle owns the links that its <c>Attach</c> methods return. The program stays attached until you dispose the link, this handle, or
/// the loaded object that contains the program. See <see cref="BpfLink"/>. All members are thread-safe. After <see cref="Dispose()"/>,
/// members that need the program throw <see cref="ObjectDisposedException"/>.
/// </remarks>
public partial class BpfProgram : IDisposable, IProgramHandle<BpfProgram>
{
    private readonly FileDescriptor? _descriptor;

    private protected BpfProgram(LoadedProgram program)
    {
        _descriptor = program.Descriptor;
        Object = program.Object;
        Links = new AttachedLinks(this, "program", program.Definition.Name);
        var definition = program.Definition;
        Name = definition.Name;
        Type = definition.Type;
        Section = definition.Section;
        Target = definition.Target;
        ExpectedAttachType = definition.ExpectedAttachType;
        VerifierLog = program.VerifierLog;
        LoadFailure = program.Failure;
        IsOptional = definition.IsOptional;
        _descriptor?.Describe("program", Name);
    }

    /// <summary>
    /// The program's name: the name of its main function in the object. For a program that was opened by its pin or id, the name is
    /// complete only if the program has BTF that this process may read (<c>CAP_SYS_ADMIN</c>); otherwise it is the name in the kernel.
    /// </summary>
    /// <remarks>
    /// The kernel keeps at most 15 characters of the name, as in <see cref="BpfProgramInfo.Name"/> and in tools such as bpftool.
    /// </remarks>
    public string Name { get; }

    /// <summary>The program type.</summary>
    public ProgramType Type { get; }

    /// <summary>
    /// The name of the section that contains the program in the object file. It states the program's kind and hook. Empty if the program
    /// was opened by its pin or id.
    /// </summary>
    public string Section { get; }

    /// <summary>
    /// The hook in the section's name, such as <c>sched/sched_process_exec</c> in <c>tp/sched/sched_process_exec</c>; null if the
    /// section names no hook.
    /// </summary>
    public string? Target { get; }

    /// <summary>
    /// Whether the program was loaded. A program is skipped if its section's name begins with <c>?</c>, if the load options skip the
    /// program, or if they make it optional (<see cref="ProgramOptions.Optional"/>) and the kernel lacks something that it requires.
    /// Members that need a skipped program throw <see cref="InvalidOperationException"/>.
    /// </summary>
    public bool IsLoaded => _descriptor is not null;

    /// <summary>
    /// The reason why an optional program was not loaded: the exception that the load would have thrown. Null for all other programs.
    /// </summary>
    public BpfException? LoadFailure { get; }

    /// <summary>
    /// The attach type that the program was loaded for. Zero if the program type has no attach types, or if the program was opened by
    /// its pin or id.
    /// </summary>
    public AttachType ExpectedAttachType { get; }

    /// <summary>
    /// The verifier's log of the load; null if the load options did not ask for it (<see cref="ProgramOptions.LogLevel"/>), or if the
    /// program was opened by its pin or id. If the log is larger than 16 MiB, only its end is available; before Linux 6.4, only its
    /// beginning.
    /// </summary>
    public string? VerifierLog { get; }

    /// <summary>
    /// The program's file descriptor, for system calls that BpfGen does not make. The program owns it: do not dispose it.
    /// </summary>
    /// <exception cref="InvalidOperationException">The program was not loaded.</exception>
    public SafeHandle Handle => Descriptor;

    /// <summary>The kernel's id of the program, which tools such as bpftool show.</summary>
    /// <exception cref="BpfException">The kernel returned no information (<c>BPF_OBJ_GET_INFO_BY_FD</c>).</exception>
    /// <exception cref="InvalidOperationException">The program was not loaded.</exception>
    public uint Id => GetInfo().Id;

    /// <summary>Reads the kernel's current information about the program (<c>BPF_OBJ_GET_INFO_BY_FD</c>).</summary>
    /// <exception cref="BpfException">The kernel returned no information.</exception>
    /// <exception cref="InvalidOperationException">The program was not loaded.</exception>
    public BpfProgramInfo GetInfo()
    {
        var info = default(ProgramInfo);
        Ask(ref info);
        return new BpfProgramInfo(info);
    }

    /// <summary>
    /// Reads the ids of the maps that the program uses, including the maps of its global variables. Pass an id to <c>OpenById</c> of a
    /// map class to open the map.
    /// </summary>
    /// <exception cref="BpfException">The kernel returned no information (<c>BPF_OBJ_GET_INFO_BY_FD</c>).</exception>
    /// <exception cref="InvalidOperationException">The program was not loaded.</exception>
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

    /// <summary>
    /// Returns how much work the verifier needed for the program: the statistics in <see cref="VerifierLog"/>, or only the number of
    /// processed instructions if there is no log.
    /// </summary>
    /// <exception cref="BpfException">There is no log, and the kernel returned no information (<c>BPF_OBJ_GET_INFO_BY_FD</c>).</exception>
    /// <exception cref="InvalidOperationException">The program was not loaded.</exception>
    public VerifierStatistics GetVerifierStatistics() =>
        (VerifierLog is null ? null : VerifierStatistics.TryParse(VerifierLog))
        ?? new VerifierStatistics { ProcessedInstructions = GetInfo().VerifiedInstructions };

    /// <summary>
    /// Runs the program once or repeatedly without waiting for its events, for example in a test (<c>BPF_PROG_TEST_RUN</c>).
    /// </summary>
    /// <param name="input">
    /// The data that the program processes. For a program that processes packets: a packet that begins with its Ethernet header.
    /// </param>
    /// <param name="output">The buffer that receives the data after the run. Pass an empty span if you do not need the data.</param>
    /// <param name="options">The options, such as the number of runs; null for one run.</param>
    /// <returns>The program's return value, its duration and the size of its output.</returns>
    /// <exception cref="BpfException">
    /// The kernel rejected the run: it does not support test runs of this program type, the input is invalid for the program type, or the
    /// output buffer is too small (<c>ENOSPC</c>).
    /// </exception>
    /// <exception cref="InvalidOperationException">The program was not loaded.</exception>
    public TestRunResult TestRun(ReadOnlySpan<byte> input = default, Span<byte> output = default, TestRunOptions? options = null) =>
        TestRunner.Run(this, input, output, [], options);

    /// <summary>Runs the program once or repeatedly with a context that you pass (<c>BPF_PROG_TEST_RUN</c>).</summary>
    /// <typeparam name="TContext">
    /// The struct that the program sees as its context: the first fields of <c>struct __sk_buff</c>, <c>struct xdp_md</c>, or the
    /// arguments of a raw tracepoint.
    /// </typeparam>
    /// <param name="context">
    /// The context that the program gets. If programs of this type can change their context, the variable has the changed context after the
    /// run.
    /// </param>
    /// <param name="input">
    /// The data that the program processes. For a program that processes packets: a packet that begins with its Ethernet header.
    /// </param>
    /// <param name="output">The buffer that receives the data after the run. Pass an empty span if you do not need the data.</param>
    /// <param name="options">The options, such as the number of runs; null for one run.</param>
    /// <returns>The program's return value, its duration and the size of its output.</returns>
    /// <exception cref="BpfException">
    /// The kernel rejected the run: it does not support test runs of this program type, the input or context is invalid for the program
    /// type, or the output buffer is too small (<c>ENOSPC</c>).
    /// </exception>
    /// <exception cref="InvalidOperationException">The program was not loaded.</exception>
    public TestRunResult TestRun<TContext>(
        ref TContext context, ReadOnlySpan<byte> input = default, Span<byte> output = default, TestRunOptions? options = null)
        where TContext : unmanaged =>
        TestRunner.Run(this, input, output, TestRunner.BytesOf(ref context), options);

    internal FileDescriptor Descriptor => _descriptor ?? throw new InvalidOperationException(
        $"Program '{Name}' of section '{Section}' was not loaded. "
            + "To load it, set its AutoLoad to true in the options that you pass to Load. "
            + "If the program is optional, its property LoadFailure has the reason.",
        LoadFailure);

    /// <summary>The links that this handle has created.</summary>
    internal AttachedLinks Links { get; }

    /// <summary>Whether the load options make the program optional.</summary>
    internal bool IsOptional { get; }

    /// <summary>The object that the program was loaded with; null if the program was opened by its pin or id.</summary>
    internal LoadedObject? Object { get; }

    /// <summary>The program's name in the kernel, which tools show: at most 15 characters.</summary>
    internal string KernelName => KernelObjectName.Of(Name).ToString();

    /// <summary>Whether the program was opened by its pin or id, so that its hook is unknown.</summary>
    internal bool IsOpened => Section.Length == 0;

    /// <summary>
    /// The program's kind, which is the first part of the section's name: <c>kretprobe</c> in <c>kretprobe/do_unlinkat</c>.
    /// </summary>
    private protected string SectionKind => Section.TrimStart('?').Split('/')[0];

    /// <exception cref="InvalidOperationException">The section names no hook.</exception>
    private protected string RequiredTarget() => Target ?? throw NoHook($"'{Section}/…'");

    private protected InvalidOperationException NoHook(string form) => new(IsOpened
        ? $"Program '{Name}' was opened by its pin or id, and the kernel does not report its hook. Pass the hook to Attach."
        : $"Section '{Section}' of program '{Name}' names no hook. Name the hook in the section, as in {form}, or pass it to Attach.");

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
