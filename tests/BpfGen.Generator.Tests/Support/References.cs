extern alias runtime;

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace BpfGen.Generator.Tests.Support;

/// <summary>The references of a consumer's project: the framework that these tests run on, and BpfGen's runtime.</summary>
internal static class References
{
    public static IReadOnlyList<MetadataReference> All { get; } =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path)
                is "System.Runtime.dll" or "System.Collections.dll" or "System.Linq.dll" or "System.Memory.dll"
                or "System.Private.CoreLib.dll" or "System.Net.Sockets.dll" or "System.Threading.dll" or "System.Console.dll"
                or "netstandard.dll")
            .Select(path => MetadataReference.CreateFromFile(path)),
        MetadataReference.CreateFromFile(typeof(runtime::BpfGen.BpfObjectAttribute).Assembly.Location),
    ];
}
