namespace BpfGen.Symbols;

/// <summary>
/// The location of a USDT probe. While the program runs, the instruction pointer has the probe's address. So the addresses of symbols are
/// calculated from the instruction pointer and their distance from the probe.
/// </summary>
/// <param name="binary">The binary.</param>
/// <param name="address">The probe's address in the binary.</param>
internal sealed class UsdtPlace(UserBinary binary, ulong address)
{
    /// <summary>The distance from the probe to a symbol; null if the binary has no such symbol.</summary>
    public long? DistanceTo(string symbol) => AddressOf(symbol) is { } target ? (long)(target - address) : null;

    /// <summary>
    /// The distance from the probe to an absolute address; null if the binary can be loaded at any address, because such a binary has no
    /// absolute addresses.
    /// </summary>
    public long? DistanceTo(long? absolute) => binary.IsPositionIndependent ? null : absolute - (long)address;

    /// <summary>
    /// The address of a symbol, which is the same in every process; null if the binary has no such symbol, or can be loaded at any address.
    /// </summary>
    public long? AbsoluteAddressOf(string symbol) => binary.IsPositionIndependent ? null : (long?)AddressOf(symbol);

    private ulong? AddressOf(string symbol)
    {
        foreach (var table in BinarySymbols.Of(binary))
        {
            if (table.AddressOf(symbol) is { } found)
            {
                return found;
            }
        }

        return null;
    }
}
