using System;

namespace BpfGen.Build;

/// <summary>A compiler of this machine.</summary>
/// <param name="Path">The path of the program.</param>
/// <param name="IsZig">True for Zig, which compiles Zig and C; false for clang.</param>
/// <param name="Version">The version.</param>
/// <param name="Identity">A text that identifies the version and build of the compiler.</param>
internal sealed record Compiler(string Path, bool IsZig, Version Version, string Identity)
{
    /// <summary>The first clang that knows the options and instructions that the task uses.</summary>
    public static Version OldestClang { get; } = new(14, 0);

    public static Version OldestZig { get; } = new(0, 13);

    /// <summary>The first clang that knows the instructions of <c>-mcpu=v4</c>.</summary>
    private static readonly Version _clangWithV4 = new(18, 0);

    public bool HasV4 => IsZig || Version >= _clangWithV4;

    public bool IsTooOld => Version < (IsZig ? OldestZig : OldestClang);
}
