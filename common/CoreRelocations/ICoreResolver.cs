namespace BpfGen.CoreRelocations;

/// <summary>
/// Resolves CO-RE relocations. The loader uses <see cref="CoreResolver"/> through this interface, so that trimming can remove the resolver
/// from applications that do not need it.
/// </summary>
internal interface ICoreResolver
{
    /// <returns>The value, or the reason why there is none.</returns>
    CoreResult Resolve(in CoreRelocation relocation);
}
