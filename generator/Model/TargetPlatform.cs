using System;
using System.Runtime.InteropServices;
using BpfGen.KernelFacts;

namespace BpfGen.Generator.Model;

/// <summary>The platform that the project is built for.</summary>
/// <param name="Name">The runtime identifier, or a description if the project sets no runtime identifier.</param>
/// <param name="IsLittleEndian">Whether the platform is little-endian.</param>
internal sealed record TargetPlatform(string Name, bool IsLittleEndian)
{
    /// <summary>
    /// The architecture; null if the project does not name one. In that case, the application may run on another architecture than the
    /// machine that builds it, so the runtime compares the architectures when it loads an object.
    /// </summary>
    public TargetArchitecture? Target { get; init; }

    public CpuArchitecture? Architecture => Target?.Architecture;

    /// <summary>The architecture's name in <c>__TARGET_ARCH_x86</c>; null if the project does not name an architecture.</summary>
    public string? Macro => Target?.Macro;

    /// <summary>
    /// The architecture to choose if a source is compiled for several: the architecture of the platform. If the project names none, the
    /// architecture of the machine that runs the build.
    /// </summary>
    public string? Preferred => Macro ?? TargetArchitecture.OfRuntime(RuntimeInformation.ProcessArchitecture.ToString())?.Macro;

    /// <summary>
    /// Whether the project does not name a platform, so that a build can run on several. The class then carries the objects for all
    /// architectures.
    /// </summary>
    public bool IsOpen { get; init; }

    /// <summary>The platform of one of several objects of a class.</summary>
    public static TargetPlatform Of(ObjectVariant variant) =>
        new(variant.DisplayName, variant.IsLittleEndian ?? variant.Target is not { IsBigEndian: true }) { Target = variant.Target };

    /// <summary>
    /// Creates the platform of a runtime identifier. s390x is the only big-endian platform of .NET. An empty identifier stands for the
    /// machine that runs the build.
    /// </summary>
    /// <param name="runtimeIdentifier">The runtime identifier; empty if the project sets none.</param>
    /// <param name="platformTarget">The project's <c>PlatformTarget</c>; empty if it sets none.</param>
    public static TargetPlatform Of(string runtimeIdentifier, string platformTarget = "")
    {
        var name = runtimeIdentifier.Length > 0 ? runtimeIdentifier : platformTarget;
        var target = TargetArchitecture.OfRuntime(name);
        return target is not null || runtimeIdentifier.Length > 0
            ? new TargetPlatform(name, target is not { IsBigEndian: true }) { Target = target }
            : new TargetPlatform("this machine", BitConverter.IsLittleEndian) { IsOpen = true };
    }
}
