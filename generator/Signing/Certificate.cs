using System;
using System.Linq;
using BpfGen.Generator.Diagnostics;

namespace BpfGen.Generator.Signing;

/// <summary>
/// What a signature needs of an X.509 certificate. The class of .NET reads certificates with libraries of the operating system, which
/// accept different damage; this class reads the same everywhere.
/// </summary>
/// <param name="modulus">The modulus of its RSA key; empty if it has another key.</param>
/// <param name="exponent">The exponent of its RSA key; empty if it has another key.</param>
/// <param name="keyIdentifier">The subject key identifier; empty if it has none.</param>
internal sealed class Certificate(byte[] modulus, byte[] exponent, byte[] keyIdentifier)
{
    public byte[] Modulus { get; } = modulus;

    public byte[] Exponent { get; } = exponent;

    public byte[] KeyIdentifier { get; } = keyIdentifier;

    /// <summary>Reads the first certificate of a PEM file, or a DER file.</summary>
    /// <param name="file">The bytes of the file.</param>
    /// <param name="isKeyFile">Whether the file is that of the key, because the project names no other.</param>
    /// <param name="problems">Gets the problem if null is returned.</param>
    public static Certificate? Read(byte[] file, bool isKeyFile, ProblemList problems)
    {
        // Text before the first block of a PEM file may begin with any character, also with the tag of a sequence, which is '0'.
        var block = PemBlock.ReadAll(file).FirstOrDefault(block => block.Label == "CERTIFICATE");
        if (block is null && (isKeyFile || !new DerReader(file).NextIs(DerTags.Sequence)))
        {
            problems.Add(Rules.BadSigningKey, isKeyFile
                ? "has no certificate: name its file in BpfSignCertificate, or append it to the file of the key"
                : "has no certificate: the file of BpfSignCertificate is neither PEM with a block 'CERTIFICATE' nor DER");
            return null;
        }

        var certificate = Parse(block is null ? file : block.Decode());
        if (certificate is null)
        {
            problems.Add(Rules.BadSigningKey, "has a damaged certificate: its bytes are not a whole X.509 certificate. Export it again");
        }

        return certificate;
    }

    private static Certificate? Parse(ReadOnlySpan<byte> contents)
    {
        var file = new DerReader(contents);
        if (!file.TryEnter(DerTags.Sequence, out var signed) || !file.IsAtEnd
            || !signed.TryEnter(DerTags.Sequence, out var certificate)
            || !signed.TryEnter(DerTags.Sequence, out _) || !signed.TryRead(DerTags.BitString, out _) || !signed.IsAtEnd)
        {
            return null;
        }

        // Certificates of version 1 have no member for the version, and no extensions.
        if (certificate.NextIs(DerTags.Member0) && !certificate.TrySkip())
        {
            return null;
        }

        // These are the serial number, and signature algorithm, issuer, validity and subject.
        if (!certificate.TryRead(DerTags.Integer, out _)
            || !certificate.TryEnter(DerTags.Sequence, out _) || !certificate.TryEnter(DerTags.Sequence, out _)
            || !certificate.TryEnter(DerTags.Sequence, out _) || !certificate.TryEnter(DerTags.Sequence, out _)
            || !certificate.TryEnter(DerTags.Sequence, out var publicKey)
            || !TryReadPublicKey(publicKey, out var modulus, out var exponent))
        {
            return null;
        }

        byte[] keyIdentifier = [];
        while (!certificate.IsAtEnd)
        {
            if (!certificate.NextIs(DerTags.Member3))
            {
                if (!certificate.TrySkip())
                {
                    return null;
                }
            }
            else if (!certificate.TryEnter(DerTags.Member3, out var member) || !member.TryEnter(DerTags.Sequence, out var extensions)
                || !member.IsAtEnd || !TryReadKeyIdentifier(extensions, ref keyIdentifier))
            {
                return null;
            }
        }

        return new Certificate(modulus, exponent, keyIdentifier);
    }

    private static bool TryReadPublicKey(DerReader key, out byte[] modulus, out byte[] exponent)
    {
        modulus = exponent = [];
        if (!key.TryEnter(DerTags.Sequence, out var algorithm) || !algorithm.TryRead(DerTags.ObjectIdentifier, out var identifier)
            || !key.TryRead(DerTags.BitString, out var bits) || !key.IsAtEnd)
        {
            return false;
        }

        if (!identifier.SequenceEqual(ObjectIdentifiers.Rsa))
        {
            return true;
        }

        // The first byte of a bit string is the number of bits that are missing in its last byte.
        if (bits.IsEmpty || bits[0] != 0)
        {
            return false;
        }

        var contents = new DerReader(bits.Slice(1));
        if (!contents.TryEnter(DerTags.Sequence, out var numbers) || !contents.IsAtEnd
            || !numbers.TryReadNumber(out var n) || !numbers.TryReadNumber(out var e) || !numbers.IsAtEnd)
        {
            return false;
        }

        modulus = n.ToArray();
        exponent = e.ToArray();
        return true;
    }

    private static bool TryReadKeyIdentifier(DerReader extensions, ref byte[] keyIdentifier)
    {
        while (!extensions.IsAtEnd)
        {
            if (!extensions.TryEnter(DerTags.Sequence, out var extension)
                || !extension.TryRead(DerTags.ObjectIdentifier, out var identifier))
            {
                return false;
            }

            if (identifier.SequenceEqual(ObjectIdentifiers.SubjectKeyIdentifier))
            {
                // The standard forbids to mark this extension as critical, so its value comes next.
                if (!extension.TryRead(DerTags.OctetString, out var value))
                {
                    return false;
                }

                var contents = new DerReader(value);
                if (!contents.TryRead(DerTags.OctetString, out var bytes) || !contents.IsAtEnd)
                {
                    return false;
                }

                keyIdentifier = bytes.ToArray();
            }
        }

        return true;
    }
}
