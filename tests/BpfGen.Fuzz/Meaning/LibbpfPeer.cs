using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;

namespace BpfGen.Fuzz;

/// <summary>Asks <c>meaning.c</c> what libbpf would load of an object. If libbpf crashes, the next question starts it again.</summary>
/// <param name="program">The program.</param>
internal sealed class LibbpfPeer(string program) : IDisposable
{
    /// <summary>The time limit of a line. libbpf answers within milliseconds, but the machine can be busy.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"bpfgen-meaning-{Environment.ProcessId}.o");
    private Process? _process;

    /// <param name="bytes">The object.</param>
    /// <returns>The lines in the order of the names, or null if libbpf crashed.</returns>
    /// <exception cref="TimeoutException">libbpf did not answer. The message names a copy of the object.</exception>
    public IReadOnlyList<string>? Ask(byte[] bytes)
    {
        // Without this section, libbpf leaves the CO-RE relocations alone.
        var plain = bytes.ToArray();
        for (int place; (place = plain.AsSpan().IndexOf(".BTF.ext"u8)) >= 0;)
        {
            plain[place + 1] = (byte)'X';
        }

        File.WriteAllBytes(_file, plain);
        _process ??= Process.Start(new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        try
        {
            _process.StandardInput.WriteLine(_file);
            _process.StandardInput.Flush();
            var lines = new List<string>();
            while (ReadLine(_process) is { } line)
            {
                if (line == "end")
                {
                    lines.Sort(StringComparer.Ordinal);
                    return lines;
                }

                lines.Add(line.Replace(".XTF.ext", ".BTF.ext", StringComparison.Ordinal));
            }
        }
        catch (IOException)
        {
            // The process has ended.
        }

        Stop();
        return null;
    }

    public void Dispose()
    {
        Stop();
        File.Delete(_file);
    }

    private string? ReadLine(Process process)
    {
        try
        {
            return process.StandardOutput.ReadLineAsync().WaitAsync(Limit).GetAwaiter().GetResult();
        }
        catch (TimeoutException)
        {
            Stop();
            var copy = Path.ChangeExtension(_file, ".hung.o");
            File.Copy(_file, copy, overwrite: true);
            throw new TimeoutException($"{program} did not answer within {Limit.TotalSeconds} seconds for {copy}.");
        }
    }

    private void Stop()
    {
        _process?.Kill();
        _process?.Dispose();
        _process = null;
    }
}
