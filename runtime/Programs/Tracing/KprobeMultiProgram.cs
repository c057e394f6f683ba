using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using BpfGen.Errors;
using BpfGen.Interop;
using BpfGen.Links;
using BpfGen.Loading;
using BpfGen.Symbols;

namespace BpfGen;

/// <summary>
/// A program that runs at many kernel functions through one link: at their starts (<c>SEC("kprobe.multi/tcp_*")</c>), at their returns
/// (<c>kretprobe.multi</c>), or at both (<c>kprobe.session</c>). Since Linux 5.18; sessions since Linux 6.10.
/// </summary>
public sealed unsafe class KprobeMultiProgram : BpfProgram, IAutoAttach, IProgramHandle<KprobeMultiProgram>
{
    private const uint FlagReturn = 1;
    private readonly bool _isReturn;

    private KprobeMultiProgram(LoadedProgram program)
        : base(program) => _isReturn = SectionKind.StartsWith("kret", StringComparison.Ordinal);

    /// <inheritdoc/>
    public bool HasHook => Target is not null;

    /// <summary>Attaches the program to the functions that its section names.</summary>
    /// <param name="cookie">The value that <c>bpf_get_attach_cookie()</c> returns in the program.</param>
    /// <returns>The link; disposing it detaches the program from all functions.</returns>
    /// <exception cref="InvalidOperationException">The section names no function, or the program was not loaded.</exception>
    /// <exception cref="BpfException">
    /// No function matches, the list of functions cannot be read, or the kernel rejected the link.
    /// </exception>
    public KernelLink Attach(ulong cookie = 0) => Attach(RequiredTarget(), cookie);

    /// <summary>Attaches the program to the functions that match a pattern.</summary>
    /// <param name="pattern">
    /// A function's name, or a pattern: <c>*</c> stands for any number of characters, <c>?</c> for one character.
    /// </param>
    /// <param name="cookie">The value that <c>bpf_get_attach_cookie()</c> returns in the program.</param>
    /// <returns>The link; disposing it detaches the program from all functions.</returns>
    /// <exception cref="ArgumentException">The pattern is null or empty.</exception>
    /// <exception cref="InvalidOperationException">The program was not loaded.</exception>
    /// <exception cref="BpfException">
    /// No function matches, the list of functions cannot be read, or the kernel rejected the link.
    /// </exception>
    public KernelLink Attach(string pattern, ulong cookie = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(pattern);
        if (!NamePattern.IsPattern(pattern))
        {
            return Attach([pattern], cookie == 0 ? [] : [cookie]);
        }

        var hook = $"kernel functions {pattern}";
        var addresses = KernelFunctions.Find(new NamePattern(pattern), wantsStarts: cookie != 0, LinkFactory.Describe(this, hook));
        return AttachToAddresses(addresses, cookie == 0 ? [] : [.. Enumerable.Repeat(cookie, addresses.Length)], hook);
    }

    /// <summary>Attaches the program to functions by their names.</summary>
    /// <param name="functions">The functions' names, as in <c>available_filter_functions</c> of tracefs.</param>
    /// <param name="cookies">
    /// The values that <c>bpf_get_attach_cookie()</c> returns in the program, one for each function; empty for 0.
    /// </param>
    /// <returns>The link; disposing it detaches the program from all functions.</returns>
    /// <exception cref="ArgumentException">The list is null or empty, or the number of cookies is not the number of functions.</exception>
    /// <exception cref="InvalidOperationException">The program was not loaded.</exception>
    /// <exception cref="BpfException">One of the functions does not exist, or the kernel rejected the link.</exception>
    public KernelLink Attach(IReadOnlyList<string> functions, ReadOnlySpan<ulong> cookies = default)
    {
        ArgumentNullException.ThrowIfNull(functions);
        CheckCounts(functions.Count, cookies);

        // The kernel expects an array of pointers to zero-terminated names. The names are in one buffer.
        var text = Encoding.UTF8.GetBytes(string.Concat(functions.Select(function => function + '\0')));
        var starts = new ulong[functions.Count];
        fixed (byte* first = text)
        fixed (ulong* symbols = starts)
        {
            var at = first;
            for (var i = 0; i < starts.Length; i++)
            {
                starts[i] = (ulong)at;
                at += Encoding.UTF8.GetByteCount(functions[i]) + 1;
            }

            var attributes = new KprobeMultiLinkAttributes { Count = (uint)starts.Length, Symbols = (ulong)symbols };
            return Create(
                attributes,
                cookies,
                $"kernel function{(functions.Count == 1 ? "" : "s")} " +
                    $"{string.Join(", ", functions.Take(3))}{(functions.Count > 3 ? ", …" : "")}",
                functions.Count == 1 ? () => Suggestion(functions[0]) : null);
        }
    }

    /// <summary>Attaches the program to those functions of a list that exist and can be traced on this machine.</summary>
    /// <param name="functions">The functions' names, and patterns: see <see cref="Attach(string, ulong)"/>.</param>
    /// <param name="missing">The names and patterns that match no function.</param>
    /// <param name="cookie">The value that <c>bpf_get_attach_cookie()</c> returns in the program.</param>
    /// <returns>The link; disposing it detaches the program from all functions. Null if none of the functions exists.</returns>
    /// <exception cref="ArgumentException">The list is null or empty.</exception>
    /// <exception cref="InvalidOperationException">The program was not loaded.</exception>
    /// <exception cref="BpfException">The list of functions cannot be read, or the kernel rejected the link.</exception>
    public KernelLink? AttachAvailable(IReadOnlyList<string> functions, out IReadOnlyList<string> missing, ulong cookie = 0)
    {
        ArgumentNullException.ThrowIfNull(functions);
        CheckCounts(functions.Count, []);
        var found = TraceableFunctions.Find(functions, out missing, LinkFactory.Describe(this, "the available kernel functions of a list"));
        return found.Length == 0 ? null : Attach(found, cookie == 0 ? [] : [.. Enumerable.Repeat(cookie, found.Length)]);
    }

    /// <summary>Attaches the program to functions by their addresses.</summary>
    /// <param name="addresses">The functions' addresses, as in <c>/proc/kallsyms</c>.</param>
    /// <param name="cookies">
    /// The values that <c>bpf_get_attach_cookie()</c> returns in the program, one for each function; empty for 0.
    /// </param>
    /// <returns>The link; disposing it detaches the program from all functions.</returns>
    /// <exception cref="ArgumentException">There are no addresses, or the number of cookies is not the number of addresses.</exception>
    /// <exception cref="InvalidOperationException">The program was not loaded.</exception>
    /// <exception cref="BpfException">No function starts at one of the addresses, or the kernel rejected the link.</exception>
    public KernelLink Attach(ReadOnlySpan<ulong> addresses, ReadOnlySpan<ulong> cookies = default)
    {
        CheckCounts(addresses.Length, cookies);
        return AttachToAddresses(addresses, cookies, $"{addresses.Length} kernel functions");
    }

    private KernelLink AttachToAddresses(ReadOnlySpan<ulong> addresses, ReadOnlySpan<ulong> cookies, string hook)
    {
        fixed (ulong* start = addresses)
        {
            return Create(new KprobeMultiLinkAttributes { Count = (uint)addresses.Length, Addresses = (ulong)start }, cookies, hook);
        }
    }

    private KernelLink Create(
        KprobeMultiLinkAttributes attributes, ReadOnlySpan<ulong> cookies, string hook, Func<string>? suggestion = null)
    {
        fixed (ulong* start = cookies)
        {
            attributes.Cookies = (ulong)start;
            attributes.Flags = _isReturn ? FlagReturn : 0;
            var link = new LinkCreateAttributes
            {
                AttachType = (uint)(IsOpened ? AttachType.TraceKprobeMulti : ExpectedAttachType),
                KprobeMulti = attributes,
            };
            return LinkFactory.Create(this, ref link, hook, errno => errno switch
            {
                Errno.ESRCH or Errno.ENOENT =>
                    "Some of the names are not kernel functions, or the functions cannot be traced. " +
                    "available_filter_functions in /sys/kernel/tracing lists the functions that can be traced." + suggestion?.Invoke(),
                Errno.EOPNOTSUPP => "Such links require CONFIG_FPROBE. The kernel was built without it, or does not have it for this " +
                    "architecture: arm64 has it since Linux 6.14.",
                _ => null,
            });
        }
    }

    private static string Suggestion(string function) => ForeignArchitecture.SystemCall(function) is { Length: > 0 } hint
        ? hint : KernelNames.Nearest(function);

    private static void CheckCounts(int count, ReadOnlySpan<ulong> cookies)
    {
        if (count == 0)
        {
            throw new ArgumentException("The list of functions is empty.");
        }

        if (cookies.Length != 0 && cookies.Length != count)
        {
            throw new ArgumentException($"The number of cookies ({cookies.Length}) must be the number of functions ({count}), or 0.");
        }
    }

    BpfLink IAutoAttach.Attach() => Attach();

    static KprobeMultiProgram IProgramHandle<KprobeMultiProgram>.Create(LoadedProgram program) => new(program);

    static bool IProgramHandle<KprobeMultiProgram>.Takes(ProgramType type) => type == ProgramType.Kprobe;
}
