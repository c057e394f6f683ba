using System;

namespace BpfGen;

/// <summary>
/// The content of the verifier's log (<c>log_level</c>). You can combine the values. Every log ends with the numbers of instructions and
/// states that the verifier processed.
/// </summary>
[Flags]
public enum VerifierLogLevel : uint
{
    /// <summary>No log, which is fastest. If the verifier rejects the program, the load is repeated with a log.</summary>
    None = 0,

    /// <summary>
    /// The instructions, and the registers at each branch. If the verifier accepts the program, the kernel removes these lines from the log
    /// again, except those about global functions.
    /// </summary>
    Branches = 1,

    /// <summary>
    /// The instructions, and the registers at each instruction. The log keeps them even if the verifier accepts the program, so it can be
    /// large.
    /// </summary>
    Instructions = 2,

    /// <summary>The duration of the verification, and the stack that each function uses (see <see cref="VerifierStatistics"/>).</summary>
    Statistics = 4,
}
