using System;
using BpfGen.Errors;
using BpfGen.Links;
using BpfGen.Loading;
using BpfGen.Programs;
using BpfGen.Symbols;

namespace BpfGen;

/// <summary>
/// A program that runs at a function or instruction of a user-space binary (<c>SEC("uprobe/libc.so.6:malloc")</c>), or at a function's
/// return (<c>uretprobe</c>). It sees the CPU registers (<c>struct pt_regs</c>) of every process that reaches this location.
/// </summary>
/// <remarks>
/// A binary is a path, the name of an executable on the PATH, or the name of a library. BpfGen searches for libraries as the dynamic loader
/// does: in LD_LIBRARY_PATH, in the loader's cache, and in the system directories (Debian's directory for the architecture, <c>/lib64</c>,
/// <c>/usr/lib64</c>, <c>/lib</c>, <c>/usr/lib</c>). If the options name a process, BpfGen first searches the file system of that process,
/// and resolves symbolic links as that process does.
/// <para>
/// Some functions are indirect (<c>STT_GNU_IFUNC</c>), such as <c>memcpy</c> and <c>strlen</c> of glibc: their symbol is the address of a
/// resolver, which the dynamic loader calls once to choose an implementation for the CPU. If <see cref="UprobeOptions.Pid"/> names a
/// process and the library itself calls the function, the program is attached to the implementation that this process uses. Otherwise
/// attaching fails.
/// </para>
/// <para>
/// <c>perf_event_open</c> requires <c>CAP_SYS_ADMIN</c> for uprobes. A process that has only <c>CAP_BPF</c> and <c>CAP_PERFMON</c> attaches
/// the program by the link of <see cref="UprobeMultiProgram"/> instead, if the kernel supports such links and filters them by process
/// (Linux 6.10). On older kernels, such a process creates the probe in tracefs, whose files only root may write by default.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// using var trace = MallocTrace.Load();
///
/// // The section names the binary and the function: SEC("uprobe/libc.so.6:malloc").
/// using var first = trace.OnMalloc.Attach();
///
/// // The section names no binary and no function: SEC("uretprobe"). Only process 1234 is probed.
/// using var second = trace.OnAnyReturn.Attach("libc.so.6", "malloc", new UprobeOptions { Pid = 1234 });
/// </code>
/// </example>
public sealed class UprobeProgram : BpfProgram, IAutoAttach, IProgramHandle<UprobeProgram>
{
    private readonly bool _isReturn;

    private UprobeProgram(LoadedProgram program)
        : base(program) => _isReturn = SectionKind.StartsWith("uret", StringComparison.Ordinal);

    /// <inheritdoc/>
    public bool HasHook => Target is not null && ProbeTarget.Binary(Target) is not null;

    /// <summary>
    /// Attaches the program to the target in its section: <c>binary:function</c>, <c>binary:function+offset</c> or
    /// <c>binary:offset</c>.
    /// </summary>
    /// <param name="options">The options; null for the defaults and the hook in the section.</param>
    /// <returns>The link. The program stays attached until you dispose the link, the program or its object.</returns>
    /// <exception cref="ArgumentException">A return probe has an offset, or both the section and the options have an offset.</exception>
    /// <exception cref="InvalidOperationException">The section names no binary and function, or the program was not loaded.</exception>
    /// <exception cref="BpfException">
    /// The binary does not exist (<c>ENOENT</c> for a path), it has no such function, the function is indirect and its implementation is
    /// unknown, or the kernel rejected the probe: <c>EACCES</c> without the capabilities that the remarks name.
    /// </exception>
    public BpfLink Attach(UprobeOptions? options = null)
    {
        var (binary, place) = ProbeTarget.Binary(RequiredTarget()) ?? throw NoHook($"'{SectionKind}/BINARY:FUNCTION'");
        if (ProbeTarget.TryNumber(place, out var offset))
        {
            return Attach(binary, offset, options);
        }

        var (function, behind) = ProbeTarget.Function(place);
        if (behind != 0)
        {
            options = (options ?? new UprobeOptions()) with { Offset = ProbeTarget.OneOffset(Section, behind, options?.Offset) };
        }

        return Attach(binary, function, options);
    }

    /// <summary>Attaches the program to a function of a binary.</summary>
    /// <param name="binary">The executable or library: a path, or a name to find.</param>
    /// <param name="function">
    /// The function's name. If the binary has several versions of the function, add the version: <c>function@VERSION</c>.
    /// </param>
    /// <param name="options">The options; null for the defaults and the hook in the section.</param>
    /// <returns>The link. The program stays attached until you dispose the link, the program or its object.</returns>
    /// <exception cref="ArgumentException">The binary or function is null or empty, or a return probe has an offset.</exception>
    /// <exception cref="InvalidOperationException">The program was not loaded.</exception>
    /// <exception cref="BpfException">
    /// The binary does not exist (<c>ENOENT</c> for a path), it has no such function, the function is indirect and its implementation is
    /// unknown, or the kernel rejected the probe: <c>EACCES</c> without the capabilities that the remarks name.
    /// </exception>
    public BpfLink Attach(string binary, string function, UprobeOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(binary);
        ArgumentException.ThrowIfNullOrEmpty(function);
        options ??= new UprobeOptions();
        var name = $"{binary}:{function}{(options.Offset == 0 ? "" : $"+0x{options.Offset:x}")}";
        var subject = LinkFactory.Describe(this, name);
        using var found = BinaryFinder.Find(binary, options.Pid, subject);
        using var file = UserBinary.Open(found, subject);
        return Attach(found, FunctionFinder.Find(file, function, options.Pid, subject) + options.Offset, name, options);
    }

    /// <summary>Attaches the program to an instruction of a binary by its offset in the file.</summary>
    /// <param name="binary">The executable or library: a path, or a name to find.</param>
    /// <param name="offset">The instruction's offset in the file, in bytes.</param>
    /// <param name="options">The options; null for the defaults and the hook in the section.</param>
    /// <returns>The link. The program stays attached until you dispose the link, the program or its object.</returns>
    /// <exception cref="ArgumentException">The binary is null or empty, or a return probe has an offset in the options.</exception>
    /// <exception cref="InvalidOperationException">The program was not loaded.</exception>
    /// <exception cref="BpfException">
    /// The binary does not exist (<c>ENOENT</c> for a path), or the kernel rejected the probe: <c>EINVAL</c> if the offset is beyond the
    /// end of the file, <c>EACCES</c> without the capabilities that the remarks name.
    /// </exception>
    public BpfLink Attach(string binary, ulong offset, UprobeOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(binary);
        options ??= new UprobeOptions();
        var name = $"{binary}:0x{offset:x}";
        using var found = BinaryFinder.Find(binary, options.Pid, LinkFactory.Describe(this, name));
        return Attach(found, offset + options.Offset, name, options);
    }

    private BpfLink Attach(FoundBinary binary, ulong offset, string name, UprobeOptions options)
    {
        // Reject a return probe at an offset inside a function: there, the kernel would read a wrong value as the return address. The
        // kernel itself does not know where functions start.
        var isReturn = options.IsReturn ?? _isReturn;
        if (isReturn && options.Offset != 0)
        {
            throw new ArgumentException($"A return probe requires the start of a function, but {name} has an offset. Set Offset to 0.");
        }

        var place = new UserPlace(binary.KernelPath, offset, name, options.Pid ?? -1, options.ReferenceCounterOffset);
        return ProbeAttachment.User(this, place, isReturn, options.Cookie, options.Mode);
    }

    BpfLink IAutoAttach.Attach() => Attach();

    static UprobeProgram IProgramHandle<UprobeProgram>.Create(LoadedProgram program) => new(program);

    /// <summary>
    /// If the process lacks <c>CAP_SYS_ADMIN</c>, which perf_event_open requires for uprobes, this method changes the program's definition
    /// for a uprobe multi link. Such a link requires no more capabilities than loading the program.
    /// </summary>
    static ProgramDefinition IProgramHandle<UprobeProgram>.Fit(ProgramDefinition definition) =>
        !Capabilities.Has(Capability.SysAdmin) && UprobeMultiAttachment.TellsProcessesApart
            ? definition with { ExpectedAttachType = AttachType.TraceUprobeMulti }
            : definition;

    static bool IProgramHandle<UprobeProgram>.Takes(ProgramType type) => type == ProgramType.Kprobe;
}
