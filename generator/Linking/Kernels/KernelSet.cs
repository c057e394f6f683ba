using System.Collections.Generic;
using BpfGen.Generator.Diagnostics;
using BpfGen.Wire;

namespace BpfGen.Generator.Linking;

/// <summary>
/// The kernels for which the project embeds the values of CO-RE relocations. No two of them may have the same release and architecture.
/// </summary>
/// <param name="kernels">The kernels, each once.</param>
/// <param name="problems">The problems, with the kernels that have them.</param>
internal sealed class KernelSet(IReadOnlyList<KernelTypes> kernels, IReadOnlyList<(string Path, Problem Problem)> problems)
{
    public IReadOnlyList<KernelTypes> Kernels => kernels;

    public IReadOnlyList<(string Path, Problem Problem)> Problems => problems;

    public static KernelSet Of(IEnumerable<KernelTypes> kernels)
    {
        var (chosen, problems) = (new List<KernelTypes>(), new List<(string, Problem)>());
        var known = new Dictionary<ulong, KernelTypes>();
        foreach (var kernel in kernels)
        {
            if (!kernel.IsEmbedded)
            {
                continue;
            }

            if (!KernelTypes.IsRelease(kernel.Release))
            {
                problems.Add((kernel.Path, Problem.Of(
                    Rules.CannotEmbed,
                    $"{Printable.Name(kernel.Release)} is not a kernel release, such as '5.4.0-150-generic'. Rename the file, or set the "
                        + "metadata Release to the output of uname -r")));
            }
            else if (!known.TryGetValue(KernelKey.ReleaseOf(kernel.Key), out var other))
            {
                known.Add(KernelKey.ReleaseOf(kernel.Key), kernel);
                chosen.Add(kernel);
            }
            else if (!kernel.HasSameBytes(other))
            {
                problems.Add((kernel.Path, Problem.Of(
                    Rules.CannotEmbed,
                    $"its release {Printable.Name(kernel.Release)} is also the release of {Printable.Name(other.Path)}, which has other "
                        + "types. Remove one of the files")));
            }
        }

        return new KernelSet(chosen, problems);
    }
}
