using System;

namespace BpfGen.Generator.Model;

/// <summary>The platform that the project is built for.</summary>
/// <param name="Name">The runtime identifier, or a description if there is none.</param>
/// <param name="IsLittleEndian">Whether the platform is little-endian.</param>
internal sealed record TargetPlatform(string Name, bool IsLittleEndian)
{
    /// <summary>
    /// Creates the platform of a runtime identifier. Of .NET's platforms only s390x is big-endian. Without a runtime identifier, the
    /// project is built for the machine that it is built on.
    /// </summary>
    public static TargetPlatform Of(string runtimeIdentifier) => runtimeIdentifier.Length > 0
        ? new TargetPlatform(runtimeIdentifier, !runtimeIdentifier.EndsWith("-s390x", StringComparison.OrdinalIgnoreCase))
        : new TargetPlatform("this machine", BitConverter.IsLittleEndian);
}
