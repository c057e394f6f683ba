using System;

namespace BpfGen.Generator.Model;

/// <summary>The platform that a program is built for, as far as it matters to an object.</summary>
/// <param name="Name">Its runtime identifier, or words for having none.</param>
/// <param name="IsLittleEndian">Its byte order.</param>
internal sealed record TargetPlatform(string Name, bool IsLittleEndian)
{
    /// <summary>Of the platforms of .NET only s390x is big-endian. A build for no platform in particular is for the machine it runs on.</summary>
    public static TargetPlatform Of(string runtimeIdentifier) => runtimeIdentifier.Length > 0
        ? new TargetPlatform(runtimeIdentifier, !runtimeIdentifier.EndsWith("-s390x", StringComparison.OrdinalIgnoreCase))
        : new TargetPlatform("this machine", BitConverter.IsLittleEndian);
}
