using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using BpfGen.Interop;
using BpfGen.KernelFacts;

namespace BpfGen.Errors;

/// <summary>Names the capabilities that an operation needs and the process lacks, and the command that grants all of them.</summary>
internal static class MissingCapabilities
{
    /// <summary>
    /// The capabilities that the kernel has split off from <c>CAP_SYS_ADMIN</c>. The kernel still accepts <c>CAP_SYS_ADMIN</c> in their
    /// place.
    /// </summary>
    private const ulong PartsOfSysAdmin = (1ul << (int)Capability.Bpf) | (1ul << (int)Capability.Perfmon);

    /// <summary><c>bpf(2)</c> accepts <c>CAP_SYS_ADMIN</c> in place of this capability. Other system calls do not.</summary>
    private const ulong PartsInBpf = 1ul << (int)Capability.NetAdmin;

    /// <param name="needed">The needed capabilities, as a set of bits: bit n stands for the capability with number n.</param>
    /// <param name="together">
    /// The capabilities that the process will need later. The message names them, too, so that one <c>setcap</c> is enough.
    /// </param>
    /// <returns>The sentences for the message; null if the process has all capabilities that are needed.</returns>
    public static string? Explain(ulong needed, ulong together = 0)
    {
        var effective = Capabilities.Effective;
        if ((effective & Bit(Capability.SysAdmin)) != 0)
        {
            effective |= PartsOfSysAdmin | ((needed & Bit(Capability.Bpf)) != 0 ? PartsInBpf : 0);
        }

        if ((needed & ~effective) == 0)
        {
            return null;
        }

        var missing = Names((needed | together) & ~effective);
        var text = string.Concat(
            "The process lacks ",
            Enumerate(missing),
            missing.Count == 1
                ? ". Run it as root, or give its file the capability: setcap "
                : ". Run it as root, or give its file the capabilities: setcap ",
            Command(needed | together));
        return string.Concat(text, "+ep ", Executable(), (needed & ~effective & Bit(Capability.Bpf)) != 0 && UnprivilegedIsDisabled()
            ? ". Without CAP_BPF, kernel.unprivileged_bpf_disabled forbids bpf(2) altogether."
            : ".");
    }

    public static ulong Bit(Capability capability) => 1ul << (int)capability;

    /// <summary>
    /// The list of capabilities for <c>setcap</c>. This command replaces all capabilities of the file, so the list repeats those that the
    /// process already has. But if root runs the process, its capabilities do not come from the file, and the list does not repeat them.
    /// </summary>
    private static string Command(ulong wanted)
    {
        var names = Names(wanted | (Capabilities.IsRoot ? 0 : Capabilities.Permitted));
        return LowerCase(string.Join(',', CollectionsMarshal.AsSpan(names)));
    }

    /// <summary>
    /// Converts ASCII letters to lower case. <see cref="string.ToLowerInvariant"/> would add 2 KB to every native program.
    /// </summary>
    private static string LowerCase(string text)
    {
        var lower = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            lower.Append(char.IsAsciiLetterUpper(character) ? (char)(character | 0x20) : character);
        }

        return lower.ToString();
    }

    /// <summary>
    /// The names of the capabilities, the highest number first. So <c>CAP_BPF</c>, without which hardly anything works, comes before the
    /// others.
    /// </summary>
    private static List<string> Names(ulong set)
    {
        var names = new List<string>();
        for (var number = 63; number >= 0; number--)
        {
            if ((set & (1ul << number)) != 0)
            {
                // If a capability has no name, write its number, because setcap also accepts numbers.
                var name = CapabilityTable.NameOf((Capability)number);
                names.Add(char.IsAsciiDigit(name[^1]) ? number.ToString(CultureInfo.InvariantCulture) : name);
            }
        }

        return names;
    }

    private static string Enumerate(List<string> names) => names.Count == 1
        ? names[0]
        : string.Join(", ", CollectionsMarshal.AsSpan(names)[..^1]) + " and " + names[^1];

    /// <summary>
    /// The path of the executable that needs the capabilities, quoted for a shell, because users copy the command into one.
    /// </summary>
    private static string Executable()
    {
        if (Environment.ProcessPath is not { } path)
        {
            return "FILE";
        }

        var quoted = IsPlain(path) ? path : Quote(path);
        return Path.GetFileName(path) == "dotnet"
            ? quoted + ", which is the host of all .NET programs: better publish the program as an executable of its own"
            : quoted;
    }

    /// <summary>Quotes a path for a shell. <see cref="string.Replace(string, string)"/> would add 3 KB to every native program.</summary>
    private static string Quote(string path)
    {
        var quoted = new StringBuilder("'");
        foreach (var character in path)
        {
            _ = character == '\'' ? quoted.Append("'\\''") : quoted.Append(character);
        }

        return quoted.Append('\'').ToString();
    }

    /// <summary>Whether a path needs no quotes in a shell.</summary>
    private static bool IsPlain(string path)
    {
        foreach (var character in path)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('/' or '.' or '_' or '-' or '+' or '@'))
            {
                return false;
            }
        }

        return true;
    }

    private static bool UnprivilegedIsDisabled() =>
        ProcFile.TryRead("/proc/sys/kernel/unprivileged_bpf_disabled") is { } text && text.Trim() is not ("" or "0");
}
