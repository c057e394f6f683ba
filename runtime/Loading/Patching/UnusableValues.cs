using System;

namespace BpfGen.Loading;

/// <summary>
/// The <c>__kconfig</c> variables that have no value on this kernel. Only the loading of objects with such variables creates the derived
/// class, so trimming removes that class from other applications.
/// </summary>
internal abstract class UnusableValues
{
    /// <param name="code">The object's code.</param>
    /// <param name="functions">The indexes of a program's functions.</param>
    /// <exception cref="BpfException">The program uses a variable that has no value.</exception>
    public abstract void ThrowIfUsed(ObjectCode code, ReadOnlySpan<int> functions);
}
