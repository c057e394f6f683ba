using System;

namespace BpfGen.KernelConfig;

/// <summary>Values that replace the values of the kernel's configuration.</summary>
internal interface IConfigOverrides
{
    /// <param name="index">The index of the kconfig variable, in the order in which the generator lists them.</param>
    /// <returns>The bytes of the value, or an empty span for the kernel's own value.</returns>
    ReadOnlySpan<byte> OverrideOf(int index);
}
