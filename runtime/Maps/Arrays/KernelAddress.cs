using System.Globalization;

namespace BpfGen;

/// <summary>
/// The value of a pointer in a record or map: an address in the kernel, or in the process in which the program ran. This process cannot
/// dereference it.
/// </summary>
/// <param name="Value">The address; 0 for a null pointer.</param>
public readonly record struct KernelAddress(ulong Value)
{
    /// <summary>Returns the address as <c>0x</c> and 16 hexadecimal digits.</summary>
    public override string ToString() => Text(Value);

    internal static string Text(ulong value) => "0x" + value.ToString("x16", CultureInfo.InvariantCulture);
}

/// <summary>The value of a pointer whose target type is known. This process cannot dereference it.</summary>
/// <typeparam name="T">The type that the pointer points to.</typeparam>
/// <param name="Value">The address; 0 for a null pointer.</param>
public readonly record struct KernelAddress<T>(ulong Value)
{
    /// <summary>Converts the address to an untyped one.</summary>
    /// <param name="address">The address.</param>
    public static implicit operator KernelAddress(KernelAddress<T> address) => new(address.Value);

    /// <summary>Returns the address as <c>0x</c> and 16 hexadecimal digits.</summary>
    public override string ToString() => KernelAddress.Text(Value);
}
