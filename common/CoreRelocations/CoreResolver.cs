using System.Collections.Generic;
using BpfGen.Btf;

namespace BpfGen.CoreRelocations;

/// <summary>
/// Resolves the CO-RE relocations of an object against the types of a kernel, by the rules of libbpf and of the kernel
/// (<c>relo_core.c</c>). Each different relocation is resolved once.
/// </summary>
/// <param name="local">The types of the object.</param>
/// <param name="candidates">Finds types of the kernel.</param>
/// <param name="isLittleEndian">The byte order of the machine that runs the programs.</param>
internal sealed class CoreResolver(BtfTypeSource local, CandidateFinder candidates, bool isLittleEndian) : ICoreResolver
{
    private readonly Dictionary<CoreRelocation, CoreResult> _results = [];

    /// <inheritdoc/>
    public CoreResult Resolve(in CoreRelocation relocation)
    {
        if (!_results.TryGetValue(relocation, out var result))
        {
            _results.Add(relocation, result = ResolveNew(relocation));
        }

        return result;
    }

    private CoreResult ResolveNew(in CoreRelocation relocation)
    {
        if (local.At(relocation.Type) is not { Id: not 0 } type || CoreAccess.TryRead(local, relocation) is not { } access)
        {
            return CoreResult.Fail("The type or the access string of the relocation is damaged.");
        }

        var old = CoreValue.Of(relocation.Kind, access, isLittleEndian);
        if (old.Outcome != CoreOutcome.Resolved)
        {
            return CoreResult.Fail("The relocation cannot be computed for the object's own type.");
        }

        if (relocation.Kind == CoreRelocationKind.TypeIdLocal)
        {
            return new CoreResult(CoreOutcome.Resolved) { OldValue = relocation.Type, NewValue = relocation.Type, CanResize = true };
        }

        if (local.TextAt(type.Name).IsEmpty)
        {
            return CoreResult.Fail("The type of the relocation has no name, so BpfGen cannot find it in the kernel.");
        }

        return Choose(relocation, type, access, old);
    }

    /// <summary>
    /// Resolves the access in each candidate type. All candidates in which the access is possible must give the same value.
    /// </summary>
    private CoreResult Choose(in CoreRelocation relocation, in BtfTypeRecord type, CoreAccess access, in CoreValue old)
    {
        var found = candidates.Find(type);
        if (found.Count == 0
            && FixedLayouts.Contains(local.TextAt(type.Name))
            && (relocation.Kind == CoreRelocationKind.FieldByteOffset
                || (!candidates.HasTypes && CoreRelocationKinds.IsOfField(relocation.Kind))))
        {
            return Join(access, old, access, old);
        }

        if (!candidates.HasTypes)
        {
            return CoreResult.Fail("The kernel has no BTF. Set KernelBtf in the load options to a file that describes this kernel, "
                + "or embed the CO-RE values of this kernel at build time (BpfKernelBtf with Embed).");
        }

        CoreResult? chosen = null;
        var bitOffset = 0L;
        foreach (var candidate in found)
        {
            if (TryMatch(relocation, access, candidate) is not { } theirs)
            {
                continue;
            }

            var result = Join(access, old, theirs, CoreValue.Of(relocation.Kind, theirs, isLittleEndian));
            if (result.Outcome == CoreOutcome.Failed)
            {
                return result;
            }

            if (chosen is not { } first)
            {
                (chosen, bitOffset) = (result, theirs.BitOffset);
            }
            else if (theirs.BitOffset != bitOffset || result.Outcome != first.Outcome || result.NewValue != first.NewValue)
            {
                return CoreResult.Fail("The kernel has several types of this name, and they give different values.");
            }
        }

        return chosen ?? Join(access, old, theirs: null, CoreValue.Of(relocation.Kind, access: null, isLittleEndian));
    }

    private CoreAccess? TryMatch(in CoreRelocation relocation, CoreAccess access, in TypeCandidate candidate)
    {
        var types = candidate.Types;
        return relocation.Kind switch
        {
            CoreRelocationKind.TypeMatches =>
                new TypeMatcher(local, types).Match(relocation.Type, candidate.Id) ? new CoreAccess(types, candidate.Id) : null,
            _ when CoreRelocationKinds.IsOfType(relocation.Kind) =>
                TypeCompatibility.OfTypes(local, relocation.Type, types, candidate.Id) ? new CoreAccess(types, candidate.Id) : null,
            _ when CoreRelocationKinds.IsOfEnumerator(relocation.Kind) => AccessMatcher.TryMatchEnumerator(access, types, candidate.Id),
            _ => AccessMatcher.TryMatchField(access, types, candidate.Id),
        };
    }

    private static CoreResult Join(CoreAccess access, in CoreValue old, CoreAccess? theirs, in CoreValue value) =>
        value.Outcome == CoreOutcome.Failed ? CoreResult.Fail("The size of the kernel's type is unknown, or its bit field is too wide.")
        : new CoreResult(value.Outcome)
        {
            OldValue = old.Value,
            NewValue = value.Value,
            IsChecked = old.IsExact,
            OldSize = old.Size,
            NewSize = value.Size,
            CanResize = old.Size == value.Size
                || (theirs is not null && CanResize(access.Types.Skip(old.Type), theirs.Types.Skip(value.Type))),
        };

    /// <summary>
    /// Whether a load instruction may read a field of another size. Pointers may change size, because programs store them as 64 bits.
    /// Unsigned integers may too, because a load instruction fills the upper bits with zeros.
    /// </summary>
    private static bool CanResize(BtfTypeRecord? old, BtfTypeRecord? theirs) => (old, theirs) switch
    {
        ({ Kind: BtfKind.Pointer }, { Kind: BtfKind.Pointer }) => true,
        ({ Kind: BtfKind.Int } own, { Kind: BtfKind.Int } other) => !IsSigned(own) && !IsSigned(other),
        _ => false,
    };

    private static bool IsSigned(in BtfTypeRecord integer) => ((integer.Number(0) >> 24) & 0xf) == 1;
}
