using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace BpfGen.Build;

/// <summary>
/// Finds clang and Zig. Each compiler is run only once to get its version. The version is stored for later builds, and is valid until the
/// compiler's file changes.
/// </summary>
internal sealed class CompilerFinder
{
    private static readonly bool IsWindows = RuntimeInformation.IsOSPlatform(OSPlatform.Windows);
    private static readonly Regex ClangName = new(@"^clang(-(?<version>\d+))?$", RegexOptions.CultureInvariant);
    private static readonly Regex ClangVersion = new(@"clang version (?<version>\d+\.\d+)", RegexOptions.CultureInvariant);
    private static readonly Regex ZigVersion = new(@"^(?<version>\d+\.\d+)", RegexOptions.CultureInvariant);

    private readonly ProgramRunner _runner;
    private readonly string _store;
    private readonly Dictionary<string, string[]> _known = new(StringComparer.Ordinal);
    private bool _isChanged;

    /// <param name="runner">Runs the compilers.</param>
    /// <param name="store">The path of the file that stores the versions of compilers for later builds.</param>
    public CompilerFinder(ProgramRunner runner, string store)
    {
        (_runner, _store) = (runner, store);
        if (File.Exists(store))
        {
            foreach (var entry in File.ReadAllLines(store).Select(line => line.Split('\t')).Where(entry => entry.Length == 3))
            {
                _known[entry[0]] = entry;
            }
        }
    }

    /// <summary>Finds clang: the compiler that the project sets, or the newest clang of this machine.</summary>
    /// <param name="configured">The property <c>BpfClang</c>.</param>
    /// <returns>The compiler, or null if there is none.</returns>
    /// <exception cref="CompileProblem">The project's clang is missing, too old, or cannot compile for eBPF.</exception>
    public Compiler? FindClang(string? configured)
    {
        if (!string.IsNullOrEmpty(configured))
        {
            return Accept(configured!, "BpfClang", isZig: false);
        }

        // Consider both clang-19 and clang: each program is run to get its version.
        return Programs(name => ClangName.IsMatch(name))
            .Select(path => Ask(path, isZig: false))
            .OfType<Compiler>()
            .OrderByDescending(compiler => compiler.Version)
            .FirstOrDefault(compiler => !IsUseless(compiler));
    }

    /// <summary>Finds Zig: the compiler that the project sets, or the first Zig in the folders of <c>PATH</c>.</summary>
    /// <param name="configured">The property <c>BpfZig</c>.</param>
    /// <returns>The compiler, or null if there is none.</returns>
    /// <exception cref="CompileProblem">The project's Zig is missing or too old.</exception>
    public Compiler? FindZig(string? configured) => !string.IsNullOrEmpty(configured)
        ? Accept(configured!, "BpfZig", isZig: true)
        : Programs(name => name == "zig").Select(path => Ask(path, isZig: true)).OfType<Compiler>().FirstOrDefault();

    /// <summary>Stores the versions of the compilers for the next build.</summary>
    public void Save()
    {
        if (_isChanged)
        {
            File.WriteAllLines(_store, _known.Values.Select(entry => string.Join("\t", entry)));
        }
    }

    private Compiler Accept(string configured, string property, bool isZig)
    {
        var path = configured.IndexOfAny(['/', '\\']) >= 0
            ? Path.GetFullPath(configured)
            : Programs(name => name == Path.GetFileNameWithoutExtension(configured) || name == configured).FirstOrDefault();
        if (path is null || !File.Exists(path))
        {
            throw new CompileProblem(
                "BPFGEN070", $"The project's {property} is '{configured}', but there is no such program. Correct the path in {property}.");
        }

        var compiler = Ask(path, isZig) ?? throw new CompileProblem(
            "BPFGEN070",
            $"The project's {property} is '{configured}', but this program is not {(isZig ? "zig" : "clang")}.");
        if (IsUseless(compiler))
        {
            throw new CompileProblem(
                "BPFGEN070",
                $"The project's {property} is '{configured}', but this compiler cannot compile for eBPF. {InstallHint.ForClang()}");
        }

        return compiler;
    }

    /// <summary>Whether a compiler cannot compile for eBPF, such as the clang of Xcode.</summary>
    private static bool IsUseless(Compiler compiler) => compiler.Identity.EndsWith("no bpf", StringComparison.Ordinal);

    /// <summary>
    /// Returns the paths of this machine's programs whose names, without <c>.exe</c>, match. Programs in the folders of <c>PATH</c> come
    /// first.
    /// </summary>
    private static IEnumerable<string> Programs(Func<string, bool> isWanted)
    {
        foreach (var folder in Folders().Distinct(StringComparer.Ordinal).Where(Directory.Exists))
        {
            IEnumerable<string> files;
            try
            {
                files = Directory.GetFiles(folder);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                continue;
            }

            foreach (var file in files.OrderBy(file => file, StringComparer.Ordinal))
            {
                var name = Path.GetFileName(file);
                if (IsWindows)
                {
                    if (!name.EndsWith(".exe", StringComparison.OrdinalIgnoreCase))
                    {
                        continue;
                    }

                    name = Path.GetFileNameWithoutExtension(name).ToLowerInvariant();
                }

                if (isWanted(name))
                {
                    yield return file;
                }
            }
        }
    }

    private static IEnumerable<string> Folders()
    {
        var path = Environment.GetEnvironmentVariable("PATH") ?? "";
        foreach (var folder in path.Split(Path.PathSeparator).Select(folder => folder.Trim('"')).Where(Path.IsPathRooted))
        {
            yield return folder;
        }

        // Homebrew and the installer for Windows do not put LLVM on the path.
        if (RuntimeInformation.IsOSPlatform(OSPlatform.OSX))
        {
            yield return "/opt/homebrew/opt/llvm/bin";
            yield return "/usr/local/opt/llvm/bin";
        }
        else if (IsWindows)
        {
            yield return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "LLVM", "bin");
        }
    }

    private Compiler? Ask(string path, bool isZig)
    {
        var file = new FileInfo(path);
        var stamp = FormattableString.Invariant($"{file.Length} {file.LastWriteTimeUtc.Ticks}");
        if (!_known.TryGetValue(path, out var known) || known[1] != stamp)
        {
            known = [path, stamp, Answer(path, isZig)];
            _known[path] = known;
            _isChanged = true;
        }

        var match = (isZig ? ZigVersion : ClangVersion).Match(known[2]);
        return match.Success ? new Compiler(path, isZig, Version.Parse(match.Groups["version"].Value), known[2]) : null;
    }

    private string Answer(string path, bool isZig)
    {
        try
        {
            var folder = Path.GetDirectoryName(path)!;
            var version = _runner.Run(path, isZig ? ["version"] : ["--version"], folder);
            if (version.ExitCode != 0 || version.Output.Count == 0)
            {
                return "";
            }

            var text = version.Output[0].Replace('\t', ' ');
            var hasTarget = isZig || _runner.Run(path, ["--print-targets"], folder) is { ExitCode: 0 } targets
                && targets.Output.Any(line => line.TrimStart().StartsWith("bpfel", StringComparison.Ordinal));
            return hasTarget ? text : text + ", no bpf";
        }
        catch (Win32Exception)
        {
            // The file cannot be run, so it is not a compiler.
            return "";
        }
    }
}
