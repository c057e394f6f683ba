using BpfGen.Interop;

namespace BpfGen.Errors;

/// <summary>
/// The capabilities and the user of the calling thread. The kernel stores them for each thread, but usually they are the same for all
/// threads of a process.
/// </summary>
/// <remarks>
/// They come from system calls, because a process without a free descriptor cannot open <c>/proc/thread-self/status</c>, and would look
/// like a process without capabilities.
/// </remarks>
internal static unsafe class Capabilities
{
    private const uint Version = 0x20080522;

    /// <summary>The effective set as a bit mask: bit n stands for the capability with value n. 0 if the set cannot be read.</summary>
    public static ulong Effective => Read().Effective;

    /// <summary>The permitted set as a bit mask: bit n stands for the capability with value n. 0 if the set cannot be read.</summary>
    public static ulong Permitted => Read().Permitted;

    /// <summary>Whether the effective user is root, even without capabilities.</summary>
    public static bool IsRoot => Libc.EffectiveUser() == 0;

    /// <summary>Tells whether a capability is in the effective set.</summary>
    public static bool Has(Capability capability) => (Effective & (1ul << (int)capability)) != 0;

    private static (ulong Effective, ulong Permitted) Read()
    {
        // Two structs with the effective, permitted and inheritable sets: first the low halves, then the high halves.
        var header = stackalloc uint[] { Version, 0 };
        var sets = stackalloc uint[6];
        return Libc.ReadCapabilities(header, sets) < 0 ? default : (sets[0] | ((ulong)sets[3] << 32), sets[1] | ((ulong)sets[4] << 32));
    }
}
