using BpfGen.KernelFacts;
using Microsoft.Build.Framework;

namespace BpfGen.Build;

/// <summary>One compilation: a source for one architecture.</summary>
/// <param name="Item">The <c>BpfCompile</c> item.</param>
/// <param name="Source">The path of the source in the compiler's command line. It is relative to the project's folder if possible.</param>
/// <param name="Architecture">The architecture.</param>
/// <param name="Options">The options from the project and from the item.</param>
/// <param name="Target">The path of the object to write.</param>
internal sealed record CompileJob(
    ITaskItem Item, string Source, TargetArchitecture Architecture, CompileOptions Options, string Target)
{
    public bool IsZig => System.IO.Path.GetExtension(Source).Equals(".zig", System.StringComparison.OrdinalIgnoreCase);
}
