using System;
using BpfGen.Errors;

namespace BpfGen.Btf;

/// <summary>
/// The kernel's rejection of an object's BTF. To find the reason, the BTF is loaded again with a log, but only if a message needs the
/// reason.
/// </summary>
/// <param name="btf">The rejected BTF.</param>
/// <param name="errno">The error number.</param>
internal sealed class BtfRejection(byte[] btf, int errno)
{
    public int Errno => errno;

    /// <summary>Describes the rejection and its reason, for messages.</summary>
    public string Describe() =>
        $"The kernel rejected the object's BTF (BPF_BTF_LOAD failed with {Interop.Errno.NameOf(errno)})."
        + (Reason() is { } reason ? " " + reason : "");

    /// <summary>The kernel's reason, or the usual fix for the error; null if neither is known.</summary>
    public string? Reason()
    {
        // If the kernel accepts the BTF this time, for example because more memory is free, the log contains no reason.
        using var types = BtfLoader.LoadWithLog(btf, out var log);
        return types is null && LastLine(log) is { } line ? $"The kernel says: {line}." : Hints.ForTypes(errno);
    }

    /// <summary>
    /// The line of the log that has the reason. The log lists the types in order and ends at the invalid type. The line of a member begins
    /// with a tab and follows the line of its struct, so both lines are joined.
    /// </summary>
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
