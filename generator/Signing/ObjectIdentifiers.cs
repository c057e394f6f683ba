using System;

namespace BpfGen.Generator.Signing;

/// <summary>The object identifiers in keys, certificates and signatures, encoded as in DER.</summary>
internal static class ObjectIdentifiers
{
    /// <summary>1.2.840.113549.1.1.1: RSA with the padding of PKCS #1 v1.5.</summary>
    public static ReadOnlySpan<byte> Rsa => [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];

    /// <summary>1.2.840.113549.1.1.10: RSA with the padding PSS.</summary>
    public static ReadOnlySpan<byte> RsaPss => [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a];

    /// <summary>1.2.840.10045.2.1: a key of an elliptic curve.</summary>
    public static ReadOnlySpan<byte> EllipticCurve => [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];

    /// <summary>1.3.101.112.</summary>
    public static ReadOnlySpan<byte> Ed25519 => [0x2b, 0x65, 0x70];

    /// <summary>2.16.840.1.101.3.4.2.1.</summary>
    public static ReadOnlySpan<byte> Sha256 => [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01];

    /// <summary>1.2.840.113549.1.7.1: content without a format.</summary>
    public static ReadOnlySpan<byte> Data => [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01];

    /// <summary>1.2.840.113549.1.7.2: the SignedData of PKCS #7.</summary>
    public static ReadOnlySpan<byte> SignedData => [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];

    /// <summary>2.5.29.14: the extension of a certificate that names its key.</summary>
    public static ReadOnlySpan<byte> SubjectKeyIdentifier => [0x55, 0x1d, 0x0e];
}
