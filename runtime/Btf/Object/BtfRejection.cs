using System;
using BpfGen.Errors;

namespace BpfGen.Btf;

/// <summary>Why the kernel did not take an object's types (BTF). It is asked for its reasons only when somebody is to hear them.</summary>
/// <param name="btf">The types as they were refused.</param>
/// <param name="errno">The error number.</param>
internal sealed class BtfRejection(byte[] btf, int errno)
{
    public int Errno => errno;

    /// <summary>What happened, and why.</summary>
    public string Describe() =>
        $"The kernel did not take the object's types (BPF_BTF_LOAD failed with {Interop.Errno.NameOf(errno)}).{(Reason() is { } reason ? " " + reason : "")}";

    /// <summary>What the kernel says of it, or what usually fixes it; null where neither is known.</summary>
    public string? Reason()
    {
        // Types that the kernel takes now, as it may when memory was short, have nothing wrong with them.
        using var types = BtfLoader.LoadWithLog(btf, out var log);
        return types is null && LastLine(log) is { } line ? $"The kernel says: {line}." : Hints.ForTypes(errno);
    }

    /// <summary>The log tells the types as it goes through them, and ends at the one that it does not like; that of a member stands under that of its struct.</summary>
    internal static string? LastLine(string log)
    {
        var lines = log.AsSpan().TrimEnd();
        if (lines.IsEmpty)
        {
            return null;
        }

        var last = lines[(lines.LastIndexOf('\n') + 1)..];
        if (last[0] != '\t')
        {
            return last.ToString();
        }

        var before = lines[..^last.Length];
        while (before.TrimEnd('\n') is { IsEmpty: false } rest)
        {
            var line = rest[(rest.LastIndexOf('\n') + 1)..];
            if (line[0] != '\t')
            {
                return $"{line.TrimEnd()}: {last.TrimStart()}";
            }

            before = rest[..^line.Length];
        }

        return last.TrimStart().ToString();
    }
}
