namespace BpfGen.Signed;

/// <summary>The seed, signed.</summary>
public sealed partial class Probe
{
    /// <summary>The loader program of the object.</summary>
    public static SignedTables Tables => new(SignedLoader.Instructions, SignedLoader.Data, SignedLoader.Signatures);
}
