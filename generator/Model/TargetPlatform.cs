using System;

namespace BpfGen.Generator.Model;

/// <summary>The platform that the project is built for.</summary>
/// <param name="Name">The runtime identifier, or a description if the project sets no runtime identifier.</param>
/// <param name="IsLittleEndian">Whether the platform is little-endian.</param>
internal sealed record TargetPlatform(string Name, bool IsLittleEndian)
{
    /// <summary>
    /// Creates the platform of a runtime identifier. s390x is the only big-endian platform of .NET. An empty identifier stands for the
    /// machine that runs the build.
    /// </summary>
    public static TargetPlatform Of(string runtimeIdentifier) => runtimeIdentifier.Length > 0
        ? new TargetPlatform(runtimeIdentifier, !runtimeIdentifier.EndsWith("-s390x", StringComparison.OrdinalIgnoreCase))
        : new TargetPlatform("this machine", BitConverter.IsLittleEndian);
}
