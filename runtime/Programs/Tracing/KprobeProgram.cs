using System;
using BpfGen.Links;
using BpfGen.Loading;
using BpfGen.Programs;
using BpfGen.Symbols;

namespace BpfGen;

/// <summary>
/// A program that runs at one kernel function (<c>SEC("kprobe/do_unlinkat")</c>) or at its return (<c>kretprobe</c>), or at a system
/// call (<c>SEC("ksyscall/openat")</c>) or its return (<c>kretsyscall</c>). It sees the CPU registers (<c>struct pt_regs</c>).
/// </summary>
/// <example>
/// <code>
/// using var trace = UnlinkTrace.Load();
///
/// // The section names the function: SEC("kprobe/do_unlinkat").
/// using var first = trace.OnUnlink.Attach();
///
/// // The section names no function: SEC("kprobe").
/// using var second = trace.OnAnyFunction.Attach("vfs_read", new KprobeOptions { IsReturn = true });
/// </code>
/// </example>
public sealed class KprobeProgram : BpfProgram, IAutoAttach, IProgramHandle<KprobeProgram>
{
    private readonly bool _isReturn;
    private readonly bool _isSystemCall;

    private KprobeProgram(LoadedProgram program)
        : base(program)
    {
        _isReturn = SectionKind.StartsWith("kret", StringComparison.Ordinal);
        _isSystemCall = SectionKind is "ksyscall" or "kretsyscall";
    }

    /// <inheritdoc/>
    public bool HasHook => Target is not null;

    /// <summary>Attaches the program to the function or system call that its section names.</summary>
    /// <param name="options">The options; null for the defaults and the hook in the section.</param>
    /// <returns>The link. The program stays attached until you dispose the link, the program or its object.</returns>
    /// <exception cref="ArgumentException">Both the section and the options have an offset.</exception>
    /// <exception cref="InvalidOperationException">The section names no function, or the program was not loaded.</exception>
    /// <exception cref="BpfException">
    /// The function does not exist (<c>ENOENT</c>) or cannot be probed (<c>EINVAL</c>), the kernel was built without kprobes, or the kernel
    /// rejected the probe: <c>EACCES</c> without <c>CAP_PERFMON</c>.
    /// </exception>
    public BpfLink Attach(KprobeOptions? options = null)
    {
        var target = RequiredTarget();
        if (_isSystemCall)
        {
            return AttachToSystemCall(target, options);
        }

        // Like other loaders, ignore text after the function's name: kprobe/vfs_read/v2. With such text, several programs for one function
        // can have different section names.
        var (function, offset) = ProbeTarget.Function(target.Split('/')[0]);
        if (offset != 0)
        {
            options = (options ?? new KprobeOptions()) with { Offset = ProbeTarget.OneOffset(Section, offset, options?.Offset) };
        }

        return Attach(function, options);
    }

    /// <summary>Attaches the program to a kernel function.</summary>
    /// <param name="function">
    /// The function's name, as in <c>/proc/kallsyms</c>. For a function of a kernel module, <c>module:function</c> also works.
    /// </param>
    /// <param name="options">The options; null for the defaults and the hook in the section.</param>
    /// <returns>The link. The program stays attached until you dispose the link, the program or its object.</returns>
    /// <exception cref="ArgumentException">The name is null or empty.</exception>
    /// <exception cref="InvalidOperationException">The program was not loaded.</exception>
    /// <exception cref="BpfException">
    /// The function does not exist (<c>ENOENT</c>) or cannot be probed (<c>EINVAL</c>), the kernel was built without kprobes, or the kernel
    /// rejected the probe: <c>EACCES</c> without <c>CAP_PERFMON</c>.
    /// </exception>
    public BpfLink Attach(string function, KprobeOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(function);
        options ??= new KprobeOptions();
        return ProbeAttachment.Kernel(this, function, options.Offset, options.IsReturn ?? _isReturn, options.Cookie, options.Mode);
    }

    /// <summary>
    /// Attaches the program to the kernel function of a system call. The function's name depends on the architecture; this method finds the
    /// name.
    /// </summary>
    /// <param name="name">The system call's name, such as <c>openat</c>.</param>
    /// <param name="options">The options; null for the defaults and the hook in the section.</param>
    /// <returns>The link. The program stays attached until you dispose the link, the program or its object.</returns>
    /// <exception cref="ArgumentException">The name is null or empty.</exception>
    /// <exception cref="InvalidOperationException">The program was not loaded.</exception>
    /// <exception cref="BpfException">
    /// The system call does not exist (<c>ENOENT</c>), the kernel was built without kprobes, or the kernel rejected the probe:
    /// <c>EACCES</c> without <c>CAP_PERFMON</c>.
    /// </exception>
    public BpfLink AttachToSystemCall(string name, KprobeOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return Attach(SystemCallFunction.Of(name), options);
    }

    BpfLink IAutoAttach.Attach() => Attach();

    static KprobeProgram IProgramHandle<KprobeProgram>.Create(LoadedProgram program) => new(program);

    static bool IProgramHandle<KprobeProgram>.Takes(ProgramType type) => type == ProgramType.Kprobe;
}
