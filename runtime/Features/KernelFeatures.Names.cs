using System;
using System.IO;
using BpfGen.Btf;
using BpfGen.Host;
using BpfGen.Interop;

namespace BpfGen;

// Methods that tell whether the running kernel has a function, symbol, tracepoint or module. Modules come and go, so the results are not
// cached. For types and kfuncs, see KernelBtf.
public static partial class KernelFeatures
{
    /// <summary>
    /// Whether the kernel or a loaded module has a function with this name, to which a kprobe may attach. The kernel rejects kprobes on
    /// some functions, such as its own trap handlers. <see cref="KernelBtf.HasFunction"/> answers for <c>fentry</c>.
    /// </summary>
    /// <param name="name">The name, such as <c>do_unlinkat</c>.</param>
    /// <remarks>Reads <c>/proc/kallsyms</c>, which needs no capability.</remarks>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <exception cref="BpfException">The kernel's list of symbols cannot be read.</exception>
    public static bool HasFunction(string name) => IsListed(name, onlyFunctions: true);

    /// <summary>Whether the kernel or a loaded module has a function or variable with this name (<c>__ksym</c>).</summary>
    /// <param name="name">The name, such as <c>jiffies</c>.</param>
    /// <remarks>
    /// Reads <c>/proc/kallsyms</c>, which needs no capability. The kernel lists variables only if it was built with
    /// <c>CONFIG_KALLSYMS_ALL</c>.
    /// </remarks>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <exception cref="BpfException">The kernel's list of symbols cannot be read.</exception>
    public static bool HasSymbol(string name) => IsListed(name, onlyFunctions: false);

    /// <summary>
    /// Whether the kernel or a loaded module has a tracepoint to which programs of <c>SEC("tp/category/name")</c> can attach.
    /// </summary>
    /// <param name="category">The category, such as <c>sched</c>.</param>
    /// <param name="name">The name, such as <c>sched_switch</c>.</param>
    /// <exception cref="ArgumentException">The category or the name is empty, or contains a slash.</exception>
    /// <exception cref="BpfException">
    /// tracefs is not mounted, or the process may not read it. By default, only root may.
    /// </exception>
    public static bool HasTracepoint(string category, string name)
    {
        CheckFolder(category, nameof(category));
        CheckFolder(name, nameof(name));
        var file = $"{TraceFs.Root($"tracepoint '{category}/{name}'")}/events/{category}/{name}/format";
        return ProcFile.TryReadText(file, out _) switch
        {
            0 => true,
            Errno.ENOENT => false,
            var errno => throw TraceFs.Failure(errno, file, $"tracepoint '{category}/{name}'"),
        };
    }

    /// <summary>Whether a module is loaded, or built into the kernel with parameters or a version.</summary>
    /// <param name="name">The name, such as <c>tcp_bbr</c>. As for modprobe, <c>-</c> and <c>_</c> are equal.</param>
    /// <remarks>
    /// Tells whether <c>/sys/module</c> has the module. That folder does not list a built-in module without parameters and version: test
    /// for one of the module's functions or types.
    /// </remarks>
    /// <exception cref="ArgumentException">The name is empty, or contains a slash.</exception>
    public static bool HasModule(string name)
    {
        CheckFolder(name, nameof(name));
        return Directory.Exists("/sys/module/" + name.Replace('-', '_'));
    }

    private static bool IsListed(string name, bool onlyFunctions)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        try
        {
            return KernelAddresses.Contains(name, onlyFunctions);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BpfException("HasSymbol", $"symbol '{name}'", "The kernel's list of symbols (/proc/kallsyms) cannot be read.");
        }
    }

    /// <summary>Throws if a name contains a slash, because the name becomes part of a path and must not lead to another folder.</summary>
    private static void CheckFolder(string name, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(name, parameter);
        if (name.Contains('/') || name is "." or "..")
        {
            throw new ArgumentException($"'{name}' is not a name, but a path.", parameter);
        }
    }
}
