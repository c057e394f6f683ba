using System;

namespace BpfGen;

/// <summary>
/// The content of the verifier's log of a program that is loaded (<c>log_level</c>). Values can be combined. Each content has the number of
/// instructions and states.
/// </summary>
[Flags]
public enum VerifierLogLevel : uint
{
    /// <summary>No log, which is fastest. If the verifier rejects the program, the load is repeated with a log.</summary>
    None = 0,

    /// <summary>
    /// The instructions, and the registers at each branch. If the verifier accepts the program, the kernel removes them from the log again,
    /// except for the verification of global functions.
    /// </summary>
    Branches = 1,

    /// <summary>
    /// The instructions, and the registers at each instruction, also if the verifier accepts the program. The log can be large.
    /// </summary>
    Instructions = 2,

    /// <summary>The duration of the verification, and the stack that each function uses (see <see cref="VerifierStatistics"/>).</summary>
    Statistics = 4,
}
