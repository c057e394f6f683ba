using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using BpfGen.Interop;
using BpfGen.Links;
using BpfGen.Loading;
using BpfGen.Symbols;

namespace BpfGen;

/// <summary>
/// A program on many functions of the kernel at once (<c>SEC("kprobe.multi/tcp_*")</c>, <c>kretprobe.multi</c>), or on their starts and returns
/// (<c>kprobe.session</c>). Since Linux 5.18; sessions since 6.10.
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
    /// <param name="cookie">What <c>bpf_get_attach_cookie()</c> answers in the program.</param>
    /// <returns>The link; disposing it takes the program off all of them.</returns>
    /// <exception cref="InvalidOperationException">The section names none.</exception>
    /// <exception cref="BpfException">There is no such function, or the kernel refuses.</exception>
    public KernelLink Attach(ulong cookie = 0) => Attach(RequiredTarget(), cookie);

    /// <summary>Attaches the program to the functions that a pattern fits.</summary>
    /// <param name="pattern">A function, or a pattern in which <c>*</c> stands for any characters and <c>?</c> for one.</param>
    /// <param name="cookie">What <c>bpf_get_attach_cookie()</c> answers in the program.</param>
    /// <returns>The link; disposing it takes the program off all of them.</returns>
    /// <exception cref="BpfException">There is no such function, the lists of functions cannot be read, or the kernel refuses.</exception>
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
    /// <param name="functions">The functions, as <c>available_filter_functions</c> of tracefs has them.</param>
    /// <param name="cookies">What <c>bpf_get_attach_cookie()</c> answers on each; none for 0 on all.</param>
    /// <returns>The link; disposing it takes the program off all of them.</returns>
    /// <exception cref="ArgumentException">There is no function, or another number of cookies.</exception>
    /// <exception cref="BpfException">There is no such function, or the kernel refuses.</exception>
    public KernelLink Attach(IReadOnlyList<string> functions, ReadOnlySpan<ulong> cookies = default)
    {
        ArgumentNullException.ThrowIfNull(functions);
        CheckCounts(functions.Count, cookies);

        // One text after another, and where each begins.
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
            return Create(attributes, cookies, $"kernel function{(functions.Count == 1 ? "" : "s")} {string.Join(", ", functions.Take(3))}{(functions.Count > 3 ? ", …" : "")}");
        }
    }

    /// <summary>Attaches the program to functions by their addresses.</summary>
    /// <param name="addresses">The addresses, as <c>/proc/kallsyms</c> has them.</param>
    /// <param name="cookies">What <c>bpf_get_attach_cookie()</c> answers on each; none for 0 on all.</param>
    /// <returns>The link; disposing it takes the program off all of them.</returns>
    /// <exception cref="ArgumentException">There is no address, or another number of cookies.</exception>
    /// <exception cref="BpfException">There is no function at an address, or the kernel refuses.</exception>
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

    private KernelLink Create(KprobeMultiLinkAttributes attributes, ReadOnlySpan<ulong> cookies, string hook)
    {
        fixed (ulong* start = cookies)
        {
            attributes.Cookies = (ulong)start;
            attributes.Flags = _isReturn ? FlagReturn : 0;
            var link = new LinkCreateAttributes { AttachType = (uint)(IsOpened ? AttachType.TraceKprobeMulti : ExpectedAttachType), KprobeMulti = attributes };
            return LinkFactory.Create(this, ref link, hook, errno => errno switch
            {
                Errno.ESRCH or Errno.ENOENT =>
                    "Not all of them are functions of the kernel that can be traced; available_filter_functions in /sys/kernel/tracing lists those that can.",
                Errno.EOPNOTSUPP => "The kernel was built without what it takes (CONFIG_FPROBE).",
                _ => null,
            });
        }
    }

    private static void CheckCounts(int count, ReadOnlySpan<ulong> cookies)
    {
        if (count == 0)
        {
            throw new ArgumentException("There are no functions to attach to.");
        }

        if (cookies.Length != 0 && cookies.Length != count)
        {
            throw new ArgumentException($"There are {cookies.Length} cookies for {count} functions.");
        }
    }

    BpfLink IAutoAttach.Attach() => Attach();

    static KprobeMultiProgram IProgramHandle<KprobeMultiProgram>.Create(LoadedProgram program) => new(program);

    static bool IProgramHandle<KprobeMultiProgram>.Takes(ProgramType type) => type == ProgramType.Kprobe;
}
