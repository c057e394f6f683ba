using System;
using BpfGen.Links;
using BpfGen.Loading;
using BpfGen.Programs;
using BpfGen.Symbols;

namespace BpfGen;

/// <summary>
/// A program that runs at a function or instruction of a user-space binary (<c>SEC("uprobe/libc.so.6:malloc")</c>), or at a function's
/// return (<c>uretprobe</c>). It sees the CPU registers (<c>struct pt_regs</c>) of every process that gets there.
/// </summary>
/// <remarks>
/// A binary is a path, the name of an executable on the PATH, or the name of a library. Libraries are found as by the dynamic loader:
/// in LD_LIBRARY_PATH, in the loader's cache, and in the system directories (Debian's directory of the architecture, <c>/lib64</c>,
/// <c>/usr/lib64</c>, <c>/lib</c>, <c>/usr/lib</c>). If a process is given, its file system is searched first.
/// </remarks>
/// <example>
/// <code>
/// using var trace = MallocTrace.Load();
///
/// // The section names the binary and the function: SEC("uprobe/libc.so.6:malloc").
/// using var first = trace.OnMalloc.Attach();
///
/// // The section names none: SEC("uretprobe"). Only process 1234 is probed.
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
    /// <param name="options">How to attach; null to follow the section.</param>
    /// <returns>The link. The program stays attached until you dispose the link, the program or its object.</returns>
    /// <exception cref="InvalidOperationException">The section names no binary and function, or the program was not loaded.</exception>
    /// <exception cref="BpfException">The binary or function does not exist, or the kernel rejected the probe.</exception>
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

    /// <summary>Attaches the program to a function of a binary.</summary>
    /// <param name="binary">The executable or library: a path, or a name to find.</param>
    /// <param name="function">
    /// The function's name. If the binary has several versions of it, add the version: <c>function@VERSION</c>.
    /// </param>
    /// <param name="options">How to attach; null to follow the section.</param>
    /// <returns>The link. The program stays attached until you dispose the link, the program or its object.</returns>
    /// <exception cref="ArgumentException">The binary or function is null or empty.</exception>
    /// <exception cref="InvalidOperationException">The program was not loaded.</exception>
    /// <exception cref="BpfException">The binary or function does not exist, or the kernel rejected the probe.</exception>
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

    /// <summary>Attaches the program to an instruction of a binary by its offset in the file.</summary>
    /// <param name="binary">The executable or library: a path, or a name to find.</param>
    /// <param name="offset">The instruction's offset in the file, in bytes.</param>
    /// <param name="options">How to attach; null to follow the section.</param>
    /// <returns>The link. The program stays attached until you dispose the link, the program or its object.</returns>
    /// <exception cref="ArgumentException">The binary is null or empty.</exception>
    /// <exception cref="InvalidOperationException">The program was not loaded.</exception>
    /// <exception cref="BpfException">The binary does not exist, or the kernel rejected the probe.</exception>
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
