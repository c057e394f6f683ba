using System;
using System.Collections.Generic;
using System.Linq;
using BpfGen.Links;
using BpfGen.Loading;
using BpfGen.Programs;
using BpfGen.Symbols;

namespace BpfGen;

/// <summary>
/// A program that runs at many functions or instructions of a user-space binary through one link: at functions' starts
/// (<c>SEC("uprobe.multi/libc.so.6:str*")</c>), at their returns (<c>uretprobe.multi</c>), or at both (<c>uprobe.session</c>). Since
/// Linux 6.6; sessions since Linux 6.13.
/// </summary>
/// <remarks>
/// See <see cref="UprobeProgram"/> for the search for binaries and for indirect functions. A pattern matches no indirect functions.
/// </remarks>
public sealed class UprobeMultiProgram : BpfProgram, IAutoAttach, IProgramHandle<UprobeMultiProgram>
{
    private readonly bool _isReturn;

    private UprobeMultiProgram(LoadedProgram program)
        : base(program) => _isReturn = SectionKind.StartsWith("uret", StringComparison.Ordinal);

    /// <inheritdoc/>
    public bool HasHook => Target is not null && ProbeTarget.Binary(Target) is not null;

    /// <summary>Attaches the program to the functions that its section names.</summary>
    /// <param name="pid">The id of the process; null for all processes, including later processes.</param>
    /// <param name="cookie">The value that <c>bpf_get_attach_cookie()</c> returns in the program.</param>
    /// <returns>The link; disposing it detaches the program from all functions.</returns>
    /// <exception cref="InvalidOperationException">The section names no binary and pattern, or the program was not loaded.</exception>
    /// <exception cref="BpfException">The binary or function does not exist, or the kernel rejected the link.</exception>
    public KernelLink Attach(int? pid = null, ulong cookie = 0)
    {
        var (binary, pattern) = ProbeTarget.Binary(RequiredTarget()) ?? throw NoHook($"'{SectionKind}/BINARY:PATTERN'");
        return Attach(binary, pattern, pid, cookie);
    }

    /// <summary>Attaches the program to the functions of a binary that match a pattern.</summary>
    /// <param name="binary">The executable or library: a path, or a name to find.</param>
    /// <param name="pattern">
    /// A function's name, or a pattern: <c>*</c> stands for any number of characters, <c>?</c> for one character.
    /// </param>
    /// <param name="pid">The id of the process; null for all processes, including later processes.</param>
    /// <param name="cookie">The value that <c>bpf_get_attach_cookie()</c> returns in the program.</param>
    /// <returns>The link; disposing it detaches the program from all functions.</returns>
    /// <exception cref="ArgumentException">The binary or pattern is null or empty, or the process id is zero or negative.</exception>
    /// <exception cref="InvalidOperationException">The program was not loaded.</exception>
    /// <exception cref="BpfException">
    /// The binary or function does not exist, the function is indirect and its implementation is unknown, all functions that match are
    /// indirect, or the kernel rejected the link.
    /// </exception>
    public KernelLink Attach(string binary, string pattern, int? pid = null, ulong cookie = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(binary);
        ArgumentException.ThrowIfNullOrEmpty(pattern);
        var hook = $"{binary}:{pattern}";
        var subject = LinkFactory.Describe(this, hook);
        using var found = BinaryFinder.Find(binary, TaskId.Checked(pid, nameof(pid)), subject);
        using var file = UserBinary.Open(found, subject);
        var offsets = NamePattern.IsPattern(pattern)
            ? FunctionFinder.FindAll(file, new NamePattern(pattern), subject)
            : [FunctionFinder.Find(file, pattern, pid, subject)];
        return Attach(found, offsets, cookie == 0 ? [] : [.. Enumerable.Repeat(cookie, offsets.Length)], pid, hook);
    }

    /// <summary>Attaches the program to those functions of a list that the binary has.</summary>
    /// <param name="binary">The executable or library: a path, or a name to find.</param>
    /// <param name="functions">The functions' names, and patterns: see <see cref="Attach(string, string, int?, ulong)"/>.</param>
    /// <param name="missing">
    /// The names and patterns that match no function, or only indirect functions whose implementation is unknown.
    /// </param>
    /// <param name="pid">The id of the process; null for all processes, including later processes.</param>
    /// <param name="cookie">The value that <c>bpf_get_attach_cookie()</c> returns in the program.</param>
    /// <returns>The link; disposing it detaches the program from all functions. Null if the binary has none of the functions.</returns>
    /// <exception cref="ArgumentException">
    /// The binary is null or empty, the list is null or empty, or the process id is zero or negative.
    /// </exception>
    /// <exception cref="InvalidOperationException">The program was not loaded.</exception>
    /// <exception cref="BpfException">The binary does not exist, or the kernel rejected the link.</exception>
    public KernelLink? AttachAvailable(
        string binary, IReadOnlyList<string> functions, out IReadOnlyList<string> missing, int? pid = null, ulong cookie = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(binary);
        ArgumentNullException.ThrowIfNull(functions);
        if (functions.Count == 0)
        {
            throw new ArgumentException("The list of functions is empty.");
        }

        var hook = $"those functions of a list that {binary} contains";
        var subject = LinkFactory.Describe(this, hook);
        using var found = BinaryFinder.Find(binary, TaskId.Checked(pid, nameof(pid)), subject);
        using var file = UserBinary.Open(found, subject);
        var offsets = new SortedSet<ulong>();
        var unmatched = new List<string>();
        foreach (var function in functions)
        {
            try
            {
                offsets.UnionWith(NamePattern.IsPattern(function)
                    ? FunctionFinder.FindAll(file, new NamePattern(function), subject)
                    : [FunctionFinder.Find(file, function, pid, subject)]);
            }
            catch (BpfException exception) when (MissingTarget.IsReason(exception))
            {
                unmatched.Add(function);
            }
        }

        missing = unmatched;
        return offsets.Count == 0
            ? null
            : Attach(found, [.. offsets], cookie == 0 ? [] : [.. Enumerable.Repeat(cookie, offsets.Count)], pid, hook);
    }

    /// <summary>Attaches the program to instructions of a binary by their offsets in its file.</summary>
    /// <param name="binary">The executable or library: a path, or a name to find.</param>
    /// <param name="offsets">The instructions' offsets in the file, in bytes.</param>
    /// <param name="cookies">
    /// The values that <c>bpf_get_attach_cookie()</c> returns in the program, one for each offset; empty for 0.
    /// </param>
    /// <param name="pid">The id of the process; null for all processes, including later processes.</param>
    /// <returns>The link; disposing it detaches the program from all instructions.</returns>
    /// <exception cref="ArgumentException">
    /// The binary is null or empty, there are no offsets, the number of cookies is not the number of offsets, or the process id is zero or
    /// negative.
    /// </exception>
    /// <exception cref="InvalidOperationException">The program was not loaded.</exception>
    /// <exception cref="BpfException">The binary does not exist, or the kernel rejected the link.</exception>
    public KernelLink Attach(string binary, ReadOnlySpan<ulong> offsets, ReadOnlySpan<ulong> cookies = default, int? pid = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(binary);
        if (offsets.IsEmpty)
        {
            throw new ArgumentException("The list of offsets is empty.");
        }

        if (!cookies.IsEmpty && cookies.Length != offsets.Length)
        {
            throw new ArgumentException($"The number of cookies ({cookies.Length}) must be the number of offsets ({offsets.Length}), or " +
                "0.");
        }

        var hook = $"{offsets.Length} offsets in {binary}";
        using var found = BinaryFinder.Find(binary, TaskId.Checked(pid, nameof(pid)), LinkFactory.Describe(this, hook));
        return Attach(found, offsets, cookies, pid, hook);
    }

    private KernelLink Attach(FoundBinary binary, ReadOnlySpan<ulong> offsets, ReadOnlySpan<ulong> cookies, int? pid, string hook) =>
        UprobeMultiAttachment.Attach(this, binary.KernelPath, offsets, counters: [], cookies, pid ?? -1, _isReturn, hook);

    BpfLink IAutoAttach.Attach() => Attach();

    static UprobeMultiProgram IProgramHandle<UprobeMultiProgram>.Create(LoadedProgram program) => new(program);

    static bool IProgramHandle<UprobeMultiProgram>.Takes(ProgramType type) => type == ProgramType.Kprobe;
}
