namespace BpfGen;

/// <summary>How a program is attached to a USDT probe.</summary>
public sealed record UsdtOptions
{
    /// <summary>The process: 0 for this one, null for all, those to come included (before Linux 5.15 a library needs one).</summary>
    public int? Pid { get; init; }

    /// <summary>What <c>bpf_usdt_cookie()</c> answers in the program.</summary>
    public ulong Cookie { get; init; }
}
