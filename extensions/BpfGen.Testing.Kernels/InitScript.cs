using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace BpfGen.Testing.Kernels;

/// <summary>
/// The first program of a virtual machine: it mounts file systems, loads modules, runs a program, and turns the machine off.
/// </summary>
internal static class InitScript
{
    /// <summary>Starts the line with the kernel's release.</summary>
    public const string ReleaseMark = "bpfgen-kernel ";

    /// <summary>The line before the result file.</summary>
    public const string ResultMark = "bpfgen-result";

    /// <summary>Starts the last line, with the exit status.</summary>
    public const string StatusMark = "bpfgen-status ";

    /// <summary>Writes the script.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="variables">Its environment variables.</param>
    /// <param name="resultPath">The file that the program writes; null for none.</param>
    /// <param name="output">The device for the output.</param>
    public static string Write(
        IEnumerable<string> command, IReadOnlyDictionary<string, string> variables, string? resultPath, string output)
    {
        var text = new StringBuilder();

        // Before Linux 5.11, programs and maps count as locked memory. The low limit shows whether a program raises it.
        text.Append(CultureInfo.InvariantCulture, $"""
            #!/bin/busybox sh
            /bin/busybox --install -s /bin
            export PATH=/bin HOME=/tmp DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
            mount -t proc none /proc; mount -t sysfs none /sys; mount -t devtmpfs none /dev; mount -t tmpfs none /tmp
            mkdir -p /dev/pts; mount -t devpts none /dev/pts
            mount -t bpf none /sys/fs/bpf; mount -t tracefs none /sys/kernel/tracing; mount -t securityfs none /sys/kernel/security
            mount -t debugfs none /sys/kernel/debug
            mount -t cgroup2 none /sys/fs/cgroup
            for module in /modules/*.ko; do [ -e "$module" ] && insmod "$module"; done
            ip link set lo up
            echo 1 > /proc/sys/net/core/bpf_jit_enable
            stty -F /dev/{output} raw -echo
            ulimit -l 64
            exec 3>/dev/{output}
            echo "{ReleaseMark}$(uname -r)" >&3

            """);
        foreach (var (name, value) in variables)
        {
            text.Append("export ").Append(name).Append('=').Append(Quote(value)).Append('\n');
        }

        text.Append(string.Join(' ', command.Select(Quote))).Append(" >&3 2>&1 </dev/null\nstatus=$?\n");
        if (resultPath is not null)
        {
            text.Append("echo >&3; echo ").Append(ResultMark).Append(" >&3; cat ").Append(Quote(resultPath)).Append(" >&3 2>/dev/null\n");
        }

        text.Append("echo >&3; echo \"").Append(StatusMark).Append("$status\" >&3\nsync; sleep 0.2; poweroff -f\n");
        return text.ToString();
    }

    /// <summary>Reads what the script printed.</summary>
    /// <returns>The parts; null if the program did not end.</returns>
    public static (string Release, string Output, string Result, int Status)? Read(string log)
    {
        log = log.Replace("\r", "", StringComparison.Ordinal);
        var end = log.LastIndexOf("\n" + StatusMark, StringComparison.Ordinal);
        var start = log.IndexOf(ReleaseMark, StringComparison.Ordinal);
        if (end < 0 || start < 0 || log.IndexOf('\n', start) is not (>= 0 and var line)
            || !int.TryParse(log.AsSpan(end + 1 + StatusMark.Length).Trim(), out var status))
        {
            return null;
        }

        var release = log[(start + ReleaseMark.Length)..line];
        var output = line < end ? log[(line + 1)..end] : "";
        var result = "";
        if (output.IndexOf($"\n{ResultMark}\n", StringComparison.Ordinal) is >= 0 and var mark)
        {
            result = output[(mark + ResultMark.Length + 2)..];
            output = output[..mark];
        }

        return (release, output, result, status);
    }

    /// <summary>Returns what the program printed in a machine that stopped early.</summary>
    public static string OutputOf(string log)
    {
        log = log.Replace("\r", "", StringComparison.Ordinal);
        var start = log.IndexOf(ReleaseMark, StringComparison.Ordinal);
        return start >= 0 && log.IndexOf('\n', start) is >= 0 and var line ? log[(line + 1)..] : "";
    }

    /// <summary>Quotes a word for the shell.</summary>
    public static string Quote(string word) => $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
