using System;
using static BpfGen.Generator.Signing.DerTags;

namespace BpfGen.Generator.Signing;

/// <summary>
/// The form of a signature that the kernel verifies: SignedData of PKCS #7 without content, certificates and attributes. The kernel finds
/// the key by its identifier. Nothing in it depends on the time, so two builds have the same signature.
/// </summary>
internal static class DetachedSignature
{
    /// <summary>The version of SignedData and SignerInfo that name the key by its identifier.</summary>
    private const byte Version = 3;

    /// <param name="keyIdentifier">The subject key identifier of the certificate.</param>
    /// <param name="signature">The RSA signature of the content's SHA-256.</param>
    public static byte[] Write(byte[] keyIdentifier, byte[] signature)
    {
        var version = DerWriter.Element(Integer, [Version]);
        var sha256 = DerWriter.Elements(Sequence, Identifier(ObjectIdentifiers.Sha256));
        var rsa = DerWriter.Elements(Sequence, Identifier(ObjectIdentifiers.Rsa), DerWriter.Element(Null, []));
        var signer = DerWriter.Elements(
            Sequence,
            version,
            DerWriter.Element(ImplicitMember0, keyIdentifier),
            sha256,
            rsa,
            DerWriter.Element(OctetString, signature));
        var signedData = DerWriter.Elements(
            Sequence,
            version,
            DerWriter.Elements(Set, sha256),
            DerWriter.Elements(Sequence, Identifier(ObjectIdentifiers.Data)),
            DerWriter.Elements(Set, signer));
        return DerWriter.Elements(Sequence, Identifier(ObjectIdentifiers.SignedData), DerWriter.Elements(Member0, signedData));
    }

    private static byte[] Identifier(ReadOnlySpan<byte> identifier) => DerWriter.Element(ObjectIdentifier, identifier);
}
