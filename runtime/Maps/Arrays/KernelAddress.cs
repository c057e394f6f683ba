using System.Globalization;

namespace BpfGen;

/// <summary>
/// An address in the memory of the kernel, or of the process that a program ran in: what a pointer in a record or a map is to the process that
/// reads it. Nothing here follows it.
/// </summary>
/// <param name="Value">The address; 0 for none.</param>
public readonly record struct KernelAddress(ulong Value)
{
    /// <summary>The address as <c>0x</c> and sixteen digits.</summary>
    public override string ToString() => Text(Value);

    internal static string Text(ulong value) => "0x" + value.ToString("x16", CultureInfo.InvariantCulture);
}

/// <summary>The address of something whose type is known. Nothing here follows it.</summary>
/// <typeparam name="T">What is there.</typeparam>
/// <param name="Value">The address; 0 for none.</param>
public readonly record struct KernelAddress<T>(ulong Value)
{
    /// <summary>The address without the type.</summary>
    /// <param name="address">The address.</param>
    public static implicit operator KernelAddress(KernelAddress<T> address) => new(address.Value);

    /// <summary>The address as <c>0x</c> and sixteen digits.</summary>
    public override string ToString() => KernelAddress.Text(Value);
}
