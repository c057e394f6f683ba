using System;
using BpfGen.Links;
using BpfGen.Loading;
using BpfGen.Programs;
using BpfGen.Symbols;

namespace BpfGen;

/// <summary>
/// A program on one function of the kernel (<c>SEC("kprobe/do_unlinkat")</c>, <c>kretprobe</c>) or on one system call (<c>SEC("ksyscall/openat")</c>,
/// <c>kretsyscall</c>): it sees the registers (<c>struct pt_regs</c>) at the start, at an offset, or at the return.
/// </summary>
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
    /// <param name="options">How; null for what the section says.</param>
    /// <returns>The link; disposing it takes the program off the function.</returns>
    /// <exception cref="InvalidOperationException">The section names none.</exception>
    /// <exception cref="BpfException">There is no such function, it cannot be probed, or the kernel refuses.</exception>
    public BpfLink Attach(KprobeOptions? options = null)
    {
        var target = RequiredTarget();
        if (_isSystemCall)
        {
            return AttachToSystemCall(target, options);
        }

        var (function, offset) = ProbeTarget.Function(target);
        return Attach(function, offset == 0 ? options : (options ?? new KprobeOptions()) with { Offset = offset });
    }

    /// <summary>Attaches the program to a function of the kernel.</summary>
    /// <param name="function">The function, as <c>/proc/kallsyms</c> has it; a module's may follow the module and a colon.</param>
    /// <param name="options">How; null for what the section says.</param>
    /// <returns>The link; disposing it takes the program off the function.</returns>
    /// <exception cref="BpfException">There is no such function, it cannot be probed, or the kernel refuses.</exception>
    public BpfLink Attach(string function, KprobeOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(function);
        options ??= new KprobeOptions();
        return ProbeAttachment.Kernel(this, function, options.Offset, options.IsReturn ?? _isReturn, options.Cookie, options.Mode);
    }

    /// <summary>Attaches the program to the kernel's function for a system call, which is called otherwise on each architecture.</summary>
    /// <param name="name">The system call: <c>openat</c>.</param>
    /// <param name="options">How; null for what the section says.</param>
    /// <returns>The link; disposing it takes the program off the function.</returns>
    /// <exception cref="BpfException">There is no such system call, or the kernel refuses.</exception>
    public BpfLink AttachToSystemCall(string name, KprobeOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return Attach(SystemCallFunction.Of(name), options);
    }

    BpfLink IAutoAttach.Attach() => Attach();

    static KprobeProgram IProgramHandle<KprobeProgram>.Create(LoadedProgram program) => new(program);

    static bool IProgramHandle<KprobeProgram>.Takes(ProgramType type) => type == ProgramType.Kprobe;
}
