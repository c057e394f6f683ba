using System;
using System.Buffers.Text;
using System.Collections.Generic;
using System.Text;
using BpfGen.Errors;
using BpfGen.Interop;

namespace BpfGen;

/// <summary>
/// Finds the names of kernel and module functions by address. Reads <c>/proc/kallsyms</c> once and sorts it. Modules that are loaded
/// later are not included.
/// </summary>
/// <remarks>All members are thread-safe.</remarks>
public sealed class KernelSymbols
{
    private const string List = "/proc/kallsyms";

    /// <summary>The explanation for a list in which all addresses are 0.</summary>
    internal static string Hidden => "The kernel hides its addresses. They require kernel.kptr_restrict = 0 or 1, and CAP_SYSLOG." +
        (MissingCapabilities.Explain(MissingCapabilities.Bit(Capability.SysLog)) is { } reason ? " " + reason : "");

    private readonly byte[] _text;
    private readonly ulong[] _addresses;
    private readonly Range[] _names;

    private KernelSymbols(byte[] text, ulong[] addresses, Range[] names)
    {
        _text = text;
        _addresses = addresses;
        _names = names;
    }

    /// <summary>The number of functions.</summary>
    public int Count => _addresses.Length;

    /// <summary>Reads the kernel's list of functions.</summary>
    /// <exception cref="BpfException">
    /// The list cannot be read, or the kernel hides its addresses from this process.
    /// </exception>
    public static KernelSymbols Load()
    {
        return ProcFile.TryReadBytes(List, out var bytes) is 0
            ? Parse([.. bytes])
            : throw new BpfException("open", Errno.Last, List, "The kernel's list of functions cannot be read.");
    }

    /// <summary>Reads the kernel's list of functions.</summary>
    /// <returns>The functions; null if the list cannot be read, or if the kernel hides its addresses from this process.</returns>
    public static KernelSymbols? TryLoad()
    {
        return ProcFile.TryReadBytes(List, out var bytes) == 0 ? TryParse([.. bytes]) : null;
    }

    /// <summary>Finds the function at an address.</summary>
    /// <param name="address">The address.</param>
    /// <returns>The frame. Its function is null if the address is lower than that of the first function.</returns>
    public NamedFrame Find(ulong address)
    {
        var index = Array.BinarySearch(_addresses, address);
        index = index < 0 ? ~index - 1 : index;
        if (index < 0)
        {
            return new NamedFrame(address, null, 0, null);
        }

        // If an address has several names, the first one is used.
        while (index > 0 && _addresses[index - 1] == _addresses[index])
        {
            index--;
        }

        var line = _text.AsSpan(_names[index]);
        var tab = line.IndexOf((byte)'\t');
        var module = tab < 0 ? null : Encoding.UTF8.GetString(line[(tab + 1)..].Trim("[]"u8));
        return new NamedFrame(address, Encoding.UTF8.GetString(tab < 0 ? line : line[..tab]), address - _addresses[index], module);
    }

    /// <summary>
    /// Parses lines such as <c>ffffffff81000000 T _stext</c> and <c>ffffffffc0000000 t init [module]</c>. A tab precedes the module.
    /// </summary>
    internal static KernelSymbols Parse(byte[] text) => TryParse(text) ?? throw new BpfException(
        "Load", List, Hidden);

    private static KernelSymbols? TryParse(byte[] text)
    {
        var addresses = new List<ulong>();
        var names = new List<Range>();
        for (int at = 0, end; at < text.Length; at = end + 1)
        {
            var rest = text.AsSpan(at);
            var length = rest.IndexOf((byte)'\n');
            length = length < 0 ? rest.Length : length;
            end = at + length;
            var line = rest[..length];
            var space = line.IndexOf((byte)' ');
            if (space > 0
                && line.Length > space + 3
                && line[space + 1] is (byte)'t' or (byte)'T' or (byte)'w' or (byte)'W'
                && Utf8Parser.TryParse(line[..space], out ulong address, out _, 'x')
                && address != 0)
            {
                addresses.Add(address);
                names.Add((at + space + 3)..end);
            }
        }

        if (addresses.Count == 0)
        {
            return null;
        }

        var (sorted, places) = (addresses.ToArray(), names.ToArray());
        Array.Sort(sorted, places);
        return new KernelSymbols(text, sorted, places);
    }
}
