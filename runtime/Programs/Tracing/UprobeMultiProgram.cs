using System;
using System.Linq;
using BpfGen.Links;
using BpfGen.Loading;
using BpfGen.Programs;
using BpfGen.Symbols;

namespace BpfGen;

/// <summary>
/// A program on many places of a binary at once (<c>SEC("uprobe.multi/libc.so.6:str*")</c>, <c>uretprobe.multi</c>), or on starts and returns
/// (<c>uprobe.session</c>). Since Linux 6.6; sessions since 6.13.
/// </summary>
/// <remarks>Binaries are found as those of <see cref="UprobeProgram"/>.</remarks>
public sealed class UprobeMultiProgram : BpfProgram, IAutoAttach, IProgramHandle<UprobeMultiProgram>
{
    private readonly bool _isReturn;

    private UprobeMultiProgram(LoadedProgram program)
        : base(program) => _isReturn = SectionKind.StartsWith("uret", StringComparison.Ordinal);

    /// <inheritdoc/>
    public bool HasHook => Target is not null && ProbeTarget.Binary(Target) is not null;

    /// <summary>Attaches the program to the functions that its section names.</summary>
    /// <param name="pid">The process: 0 for this one, null for all, those to come included.</param>
    /// <param name="cookie">What <c>bpf_get_attach_cookie()</c> answers in the program.</param>
    /// <returns>The link; disposing it takes the program off all of them.</returns>
    /// <exception cref="InvalidOperationException">The section names none.</exception>
    /// <exception cref="BpfException">There is no such binary or function, or the kernel refuses.</exception>
    public KernelLink Attach(int? pid = null, ulong cookie = 0)
    {
        var (binary, pattern) = ProbeTarget.Binary(RequiredTarget()) ?? throw NoHook($"'{SectionKind}/BINARY:PATTERN'");
        return Attach(binary, pattern, pid, cookie);
    }

    /// <summary>Attaches the program to the functions that a pattern fits.</summary>
    /// <param name="binary">The program or library.</param>
    /// <param name="pattern">A function, or a pattern in which <c>*</c> stands for any characters and <c>?</c> for one.</param>
    /// <param name="pid">The process: 0 for this one, null for all, those to come included.</param>
    /// <param name="cookie">What <c>bpf_get_attach_cookie()</c> answers in the program.</param>
    /// <returns>The link; disposing it takes the program off all of them.</returns>
    /// <exception cref="BpfException">There is no such binary or function, or the kernel refuses.</exception>
    public KernelLink Attach(string binary, string pattern, int? pid = null, ulong cookie = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(binary);
        ArgumentException.ThrowIfNullOrEmpty(pattern);
        var hook = $"{binary}:{pattern}";
        var subject = LinkFactory.Describe(this, hook);
        using var file = UserBinary.Open(BinaryFinder.Find(binary, pid, subject), subject);
        var offsets = NamePattern.IsPattern(pattern)
            ? FunctionFinder.FindAll(file, new NamePattern(pattern), subject)
            : [FunctionFinder.Find(file, pattern, subject)];
        return Attach(file.Path, offsets, cookie == 0 ? [] : [.. Enumerable.Repeat(cookie, offsets.Length)], pid, hook);
    }

    /// <summary>Attaches the program to instructions by where they stand in the binary's file.</summary>
    /// <param name="binary">The program or library.</param>
    /// <param name="offsets">The offsets in its file, in bytes.</param>
    /// <param name="cookies">What <c>bpf_get_attach_cookie()</c> answers on each; none for 0 on all.</param>
    /// <param name="pid">The process: 0 for this one, null for all, those to come included.</param>
    /// <returns>The link; disposing it takes the program off all of them.</returns>
    /// <exception cref="ArgumentException">There is no offset, or another number of cookies.</exception>
    /// <exception cref="BpfException">There is no such binary, or the kernel refuses.</exception>
    public KernelLink Attach(string binary, ReadOnlySpan<ulong> offsets, ReadOnlySpan<ulong> cookies = default, int? pid = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(binary);
        if (offsets.IsEmpty)
        {
            throw new ArgumentException("There are no places to attach to.");
        }

        if (!cookies.IsEmpty && cookies.Length != offsets.Length)
        {
            throw new ArgumentException($"There are {cookies.Length} cookies for {offsets.Length} places.");
        }

        var hook = $"{offsets.Length} places of {binary}";
        return Attach(BinaryFinder.Find(binary, pid, LinkFactory.Describe(this, hook)), offsets, cookies, pid, hook);
    }

    private KernelLink Attach(string path, ReadOnlySpan<ulong> offsets, ReadOnlySpan<ulong> cookies, int? pid, string hook) =>
        UprobeMultiAttachment.Attach(this, path, offsets, counters: [], cookies, new UprobeOptions { Pid = pid }.KernelPid, _isReturn, hook);

    BpfLink IAutoAttach.Attach() => Attach();

    static UprobeMultiProgram IProgramHandle<UprobeMultiProgram>.Create(LoadedProgram program) => new(program);

    static bool IProgramHandle<UprobeMultiProgram>.Takes(ProgramType type) => type == ProgramType.Kprobe;
}
