using System;
using BpfGen.Links;
using BpfGen.Loading;
using BpfGen.Programs;
using BpfGen.Symbols;

namespace BpfGen;

/// <summary>
/// A program on one place of a binary (<c>SEC("uprobe/libc.so.6:malloc")</c>, <c>uretprobe</c>): it sees the registers (<c>struct pt_regs</c>) of
/// every process that comes by.
/// </summary>
/// <remarks>
/// A binary is a path, a program on the PATH, or a library that the dynamic loader finds: in LD_LIBRARY_PATH, in its cache, or in
/// its folders (Debian's of the architecture, <c>/lib64</c>, <c>/usr/lib64</c>, <c>/lib</c>, <c>/usr/lib</c>). Where a process is given, it is looked for in that
/// one's file system before ours.
/// </remarks>
public sealed class UprobeProgram : BpfProgram, IAutoAttach, IProgramHandle<UprobeProgram>
{
    private readonly bool _isReturn;

    private UprobeProgram(LoadedProgram program)
        : base(program) => _isReturn = SectionKind.StartsWith("uret", StringComparison.Ordinal);

    /// <inheritdoc/>
    public bool HasHook => Target is not null && ProbeTarget.Binary(Target) is not null;

    /// <summary>Attaches the program to the place that its section names: <c>binary:function</c>, <c>binary:function+offset</c>, <c>binary:offset</c>.</summary>
    /// <param name="options">How; null for what the section says.</param>
    /// <returns>The link; disposing it takes the program off the place.</returns>
    /// <exception cref="InvalidOperationException">The section names none.</exception>
    /// <exception cref="BpfException">There is no such binary or function, or the kernel refuses.</exception>
    public BpfLink Attach(UprobeOptions? options = null)
    {
        var (binary, place) = ProbeTarget.Binary(RequiredTarget()) ?? throw NoHook($"'{SectionKind}/BINARY:FUNCTION'");
        if (ProbeTarget.TryNumber(place, out var offset))
        {
            return Attach(binary, offset, options);
        }

        var (function, behind) = ProbeTarget.Function(place);
        return Attach(binary, function, behind == 0 ? options : (options ?? new UprobeOptions()) with { Offset = behind });
    }

    /// <summary>Attaches the program to a function.</summary>
    /// <param name="binary">The program or library.</param>
    /// <param name="function">The function, with <c>@VERSION</c> where there are several versions of it.</param>
    /// <param name="options">How; null for what the section says.</param>
    /// <returns>The link; disposing it takes the program off the function.</returns>
    /// <exception cref="BpfException">There is no such binary or function, or the kernel refuses.</exception>
    public BpfLink Attach(string binary, string function, UprobeOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(binary);
        ArgumentException.ThrowIfNullOrEmpty(function);
        options ??= new UprobeOptions();
        var name = $"{binary}:{function}{(options.Offset == 0 ? "" : $"+0x{options.Offset:x}")}";
        var subject = LinkFactory.Describe(this, name);
        using var file = UserBinary.Open(BinaryFinder.Find(binary, options.Pid, subject), subject);
        return Attach(file.Path, FunctionFinder.Find(file, function, subject) + options.Offset, name, options);
    }

    /// <summary>Attaches the program to an instruction by where it stands in the binary's file.</summary>
    /// <param name="binary">The program or library.</param>
    /// <param name="offset">The offset in its file, in bytes.</param>
    /// <param name="options">How; null for what the section says.</param>
    /// <returns>The link; disposing it takes the program off the instruction.</returns>
    /// <exception cref="BpfException">There is no such binary, or the kernel refuses.</exception>
    public BpfLink Attach(string binary, ulong offset, UprobeOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(binary);
        options ??= new UprobeOptions();
        var name = $"{binary}:0x{offset:x}";
        var path = BinaryFinder.Find(binary, options.Pid, LinkFactory.Describe(this, name));
        return Attach(path, offset + options.Offset, name, options);
    }

    private BpfLink Attach(string path, ulong offset, string name, UprobeOptions options)
    {
        var place = new UserPlace(path, offset, name, options.KernelPid, options.ReferenceCounterOffset);
        return ProbeAttachment.User(this, place, options.IsReturn ?? _isReturn, options.Cookie, options.Mode);
    }

    BpfLink IAutoAttach.Attach() => Attach();

    static UprobeProgram IProgramHandle<UprobeProgram>.Create(LoadedProgram program) => new(program);

    static bool IProgramHandle<UprobeProgram>.Takes(ProgramType type) => type == ProgramType.Kprobe;
}
