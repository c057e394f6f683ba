using System;
using System.Collections.Generic;
using System.Linq;

namespace BpfGen;

/// <summary>
/// The features of the kernel that an object requires. Each generated class has them as its property <c>Requirements</c>. The build finds
/// them in the object.
/// </summary>
/// <remarks>
/// Instances do not change, so all members are thread-safe. Versions are those of the mainline kernel. Distributions backport features, so
/// a kernel can support more than its version says: <see cref="Check"/> tries the features instead.
/// </remarks>
/// <example>
/// <code>
/// Console.WriteLine($"Requires Linux {Probe.Requirements.MinimumKernel}");
/// foreach (var missing in Probe.Requirements.Check())
/// {
///     Console.WriteLine($"{missing.Subject}: {missing.Reason}");
/// }
/// </code>
/// </example>
/// <param name="maps">The maps.</param>
/// <param name="programs">The programs.</param>
public sealed class ObjectRequirements(IReadOnlyList<MapRequirements> maps, IReadOnlyList<ProgramRequirements> programs)
{
    /// <summary>The maps of the object, in the object's order.</summary>
    public IReadOnlyList<MapRequirements> Maps => maps;

    /// <summary>The programs of the object, in the object's order.</summary>
    public IReadOnlyList<ProgramRequirements> Programs => programs;

    /// <summary>
    /// The first mainline kernel that supports all maps and programs that are loaded by default. Linux 3.18 had the first eBPF maps.
    /// </summary>
    public Version MinimumKernel => maps.Where(map => map.AutoCreate).Select(map => map.MinimumKernel)
        .Concat(programs.Where(program => program.AutoLoad).Select(program => program.MinimumKernel))
        .Append(new Version(3, 18))
        .Max()!;

    /// <summary>
    /// The capabilities that loading and attaching require, by their kernel names, such as <c>CAP_BPF</c>. Kernels before 5.8 require
    /// <c>CAP_SYS_ADMIN</c> in place of <c>CAP_BPF</c> and <c>CAP_PERFMON</c>.
    /// </summary>
    public IReadOnlyList<string> Capabilities => [.. maps.Where(map => map.AutoCreate).SelectMany(map => map.Capabilities)
        .Concat(programs.Where(program => program.AutoLoad).SelectMany(program => program.Capabilities))
        .Distinct()
        .Order(StringComparer.Ordinal)];

    /// <summary>
    /// Finds the features that the running kernel lacks, without loading the object. Types of maps and programs and helpers are tried, see
    /// <see cref="KernelFeatures"/>; for other features, such as instructions, the kernel's version decides.
    /// </summary>
    /// <returns>
    /// The missing features of each map and program, also of those that are not loaded by default; empty if none is missing. If the process
    /// lacks the permission to try a feature, the reason says so.
    /// </returns>
    public IReadOnlyList<MissingFeature> Check() =>
    [
        .. maps.SelectMany(map => Try($"map '{map.Name}'", map.Check)),
        .. programs.SelectMany(program => Try($"program '{program.Name}'", program.Check)),
    ];

    private static List<MissingFeature> Try(string subject, Func<string, IEnumerable<MissingFeature>> check)
    {
        try
        {
            return [.. check(subject)];
        }
        catch (BpfException exception)
        {
            return [new MissingFeature(subject, exception.Message, Kernel: null)];
        }
    }
}
