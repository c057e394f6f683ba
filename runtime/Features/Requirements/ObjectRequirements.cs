using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Linq;
using BpfGen.Features;
using BpfGen.KernelFacts;

namespace BpfGen;

/// <summary>
/// The features of the kernel that an object requires. Each generated class has them as its property <c>Requirements</c>. The generator
/// finds them in the object file at build time.
/// </summary>
/// <remarks>
/// Instances do not change, so all members are thread-safe. Versions are those of the mainline kernel. Distributions backport features, so
/// a kernel can support more than its version says. <c>CheckSupport()</c> of the generated class tries the features instead.
/// </remarks>
/// <example>
/// <code>
/// Console.WriteLine($"Requires Linux {Probe.Requirements.MinimumKernel}");
/// foreach (var program in Probe.Requirements.Programs)
/// {
///     Console.WriteLine($"{program.Name} requires Linux {program.MinimumKernel}: it {program.Reasons[0].Reason}");
/// }
///
/// foreach (var missing in Probe.CheckSupport())
/// {
///     Console.WriteLine(missing);
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
    /// The loader program of a signed object, which creates the maps and loads the programs; null if the object is not signed.
    /// </summary>
    public ProgramRequirements? Loader { get; init; }

    /// <summary>
    /// The first mainline kernel that supports all maps and programs that are loaded by default, and the signature if the object has one;
    /// at least 3.18, the first kernel with eBPF maps.
    /// </summary>
    public Version MinimumKernel => maps.Where(map => map.AutoCreate).Select(map => map.MinimumKernel)
        .Concat(Loaded.Select(program => program.MinimumKernel))
        .Append(FirstMaps)
        .Max()!;

    /// <summary>
    /// The capabilities that loading and attaching require, by their kernel names, such as <c>CAP_BPF</c>. Kernels before 5.8 require
    /// <c>CAP_SYS_ADMIN</c> in place of <c>CAP_BPF</c> and <c>CAP_PERFMON</c>.
    /// </summary>
    public IReadOnlyList<string> Capabilities => [.. maps.Where(map => map.AutoCreate).SelectMany(map => map.Capabilities)
        .Concat(Loaded.SelectMany(program => program.Capabilities))
        .Concat(Loader is null ? [] : CapabilityTable.NamesOf(CapabilityTable.SignedLoad))
        .Distinct()
        .Order(StringComparer.Ordinal)];

    /// <summary>The first kernel with eBPF maps.</summary>
    internal static Version FirstMaps => new(3, 18);

    /// <summary>The programs that are loaded by default, the loader program first.</summary>
    private IEnumerable<ProgramRequirements> Loaded =>
        programs.Where(program => program.AutoLoad).Prepend(Loader).OfType<ProgramRequirements>();

    /// <summary>
    /// Finds the features that the running kernel lacks, without loading the object. In generated classes, this method is
    /// <c>CheckSupport</c>.
    /// </summary>
    /// <param name="kernelBtf">The types of the kernel, if the load options give them; otherwise null.</param>
    /// <returns>The missing features of each map and program. See <c>CheckSupport</c> of the generated class.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public IReadOnlyList<MissingFeature> FindMissing(KernelBtf? kernelBtf)
    {
        using var symbols = new RequiredSymbols(kernelBtf);
        var missing = new List<MissingFeature>();
        if (Loader is { } loader)
        {
            Try(loader.Name, isMap: false, () => CheckLoader(loader, symbols));
        }

        foreach (var map in maps)
        {
            Try(map.Name, isMap: true, map.Check);
        }

        foreach (var program in programs)
        {
            Try(program.Name, isMap: false, () => program.Check(symbols));
        }

        return missing;

        static IEnumerable<MissingFeature> CheckLoader(ProgramRequirements loader, RequiredSymbols symbols)
        {
            List<MissingFeature> found = [.. loader.Check(symbols)];
            return found.Count > 0 || KernelFeatures.Has(KernelFeature.ProgramSignatures)
                ? found
                : [
                    new MissingFeature(
                        loader.Name,
                        IsMap: false,
                        "The kernel was built without signatures of programs (CONFIG_SYSTEM_DATA_VERIFICATION).",
                        Kernel: null),
                ];
        }

        void Try(string name, bool isMap, Func<IEnumerable<MissingFeature>> check)
        {
            try
            {
                missing.AddRange(check());
            }
            catch (BpfException exception)
            {
                missing.Add(new MissingFeature(name, isMap, exception.Message, Kernel: null) { Failure = exception });
            }
        }
    }
}
