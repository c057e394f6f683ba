namespace BpfGen.Generator.Signing;

/// <summary>The first bytes of the DER elements in keys, certificates and signatures.</summary>
internal static class DerTags
{
    public const byte Integer = 0x02;
    public const byte BitString = 0x03;
    public const byte OctetString = 0x04;
    public const byte Null = 0x05;
    public const byte ObjectIdentifier = 0x06;
    public const byte Sequence = 0x30;
    public const byte Set = 0x31;

    /// <summary>A member with the number 0 that is an element of another type.</summary>
    public const byte ImplicitMember0 = 0x80;

    /// <summary>A member with the number 0 that contains another element.</summary>
    public const byte Member0 = 0xa0;

    /// <summary>A member with the number 3 that contains another element.</summary>
    public const byte Member3 = 0xa3;
}
