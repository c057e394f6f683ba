namespace BpfGen.Build;

/// <summary>Chooses the compiler for each source. It searches for a compiler only if a source needs it.</summary>
/// <param name="runner">Runs the compilers.</param>
/// <param name="store">The path of the file that stores the versions of compilers for later builds.</param>
/// <param name="clang">The property <c>BpfClang</c>.</param>
/// <param name="zig">The property <c>BpfZig</c>.</param>
internal sealed class Toolchain(ProgramRunner runner, string store, string? clang, string? zig)
{
    private readonly CompilerFinder _finder = new(runner, store);
    private Compiler? _clang;
    private Compiler? _zig;

    /// <summary>Returns the compiler for a source: Zig for Zig sources; for C sources clang, or Zig if this machine has no clang.</summary>
    /// <exception cref="CompileProblem">There is no compiler, or it is too old.</exception>
    public Compiler For(CompileJob job) => job.IsZig ? ForZig() : ForC();

    public void Save() => _finder.Save();

    private Compiler ForC()
    {
        if (_clang is not null)
        {
            return _clang;
        }

        var found = _finder.FindClang(clang);
        if (found is { IsTooOld: false })
        {
            return _clang = found;
        }

        // Zig replaces clang only if the project does not set BpfClang.
        if (clang is null && _finder.FindZig(zig) is { IsTooOld: false } other)
        {
            return _clang = other;
        }

        throw found is null
            ? new CompileProblem(
                "BPFGEN070",
                $"C sources of BpfCompile need clang {Compiler.OldestClang.Major} or newer (or zig), but no such compiler "
                + $"for eBPF is on the path. {InstallHint.ForClang()}. If it is elsewhere, set the property BpfClang to its path.")
            : new CompileProblem(
                "BPFGEN070",
                $"{found.Path} is clang {found.Version}, but BpfCompile needs clang {Compiler.OldestClang.Major} or newer. "
                + $"{InstallHint.ForClang()}. If a newer one is elsewhere, set the property BpfClang to its path.");
    }

    private Compiler ForZig()
    {
        if (_zig is not null)
        {
            return _zig;
        }

        return _finder.FindZig(zig) switch
        {
            null => throw new CompileProblem(
                "BPFGEN070",
                $"Zig sources of BpfCompile need zig {Compiler.OldestZig} or newer, but no such compiler is on the path. "
                + $"{InstallHint.ForZig()}. If it is elsewhere, set the property BpfZig to its path."),
            { IsTooOld: true } old => throw new CompileProblem(
                "BPFGEN070",
                $"{old.Path} is zig {old.Version}, but BpfCompile needs zig {Compiler.OldestZig} or newer. "
                + $"{InstallHint.ForZig()}. If a newer one is elsewhere, set the property BpfZig to its path."),
            var found => _zig = found,
        };
    }
}
