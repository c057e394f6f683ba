using System;
using System.Linq;
using System.Security.Cryptography;
using BpfGen.Generator.Diagnostics;

namespace BpfGen.Generator.Signing;

/// <summary>
/// Reads the RSA key of a PEM file. .NET Standard 2.0 has no method for this. The messages never contain bytes of the file, because build
/// logs are often public.
/// </summary>
internal static class PrivateKey
{
    /// <summary>The end of the label of each block with a private key.</summary>
    private const string Label = "PRIVATE KEY";

    private const string WhyRsa =
        "BpfSign requires an RSA key, whose signatures have no random numbers, so that two builds give the same bytes. Make one with "
        + "openssl req -x509 -newkey rsa:2048";

    public static RSAParameters? Read(byte[] file, ProblemList problems)
    {
        var blocks = PemBlock.ReadAll(file);
        var block = blocks.FirstOrDefault(block => block.Label.EndsWith(Label, StringComparison.Ordinal));
        if (block is null)
        {
            problems.Add(Rules.BadSigningKey, blocks.Count == 0
                ? "is not a PEM file: convert it with openssl pkey -inform DER, or a .pfx file with openssl pkcs12 -noenc"
                : "file has no private key: add the block 'PRIVATE KEY' to it");
            return null;
        }

        if (block.Label == "ENCRYPTED PRIVATE KEY" || block.IsEncrypted)
        {
            problems.Add(
                Rules.BadSigningKey,
                "is encrypted, and the build has no password for it: decrypt it with openssl pkey, and protect the file in another way");
            return null;
        }

        var isPlain = block.Label == "RSA PRIVATE KEY";
        if (!isPlain && block.Label != Label)
        {
            AddOtherFormat(block.Label, problems);
            return null;
        }

        if (block.Decode() is not { } contents)
        {
            problems.Add(Rules.BadSigningKey, "is damaged: its PEM text is incomplete, or is not base64. Export the key again");
            return null;
        }

        return isPlain ? ReadRsa(contents, problems) : ReadPkcs8(contents, problems);
    }

    private static RSAParameters? ReadPkcs8(ReadOnlySpan<byte> contents, ProblemList problems)
    {
        var file = new DerReader(contents);
        if (!file.TryEnter(DerTags.Sequence, out var key) || !file.IsAtEnd || !key.TryReadNumber(out _)
            || !key.TryEnter(DerTags.Sequence, out var algorithm)
            || !algorithm.TryRead(DerTags.ObjectIdentifier, out var identifier)
            || !key.TryRead(DerTags.OctetString, out var rsa))
        {
            return AddDamage(problems);
        }

        if (identifier.SequenceEqual(ObjectIdentifiers.Rsa))
        {
            return ReadRsa(rsa, problems);
        }

        AddOtherKey(
            identifier.SequenceEqual(ObjectIdentifiers.EllipticCurve) ? "is an EC key"
            : identifier.SequenceEqual(ObjectIdentifiers.Ed25519) ? "is an Ed25519 key"
            : identifier.SequenceEqual(ObjectIdentifiers.RsaPss) ? "is an RSA-PSS key, which is only for signatures with random numbers"
            : "is not an RSA key",
            problems);
        return null;
    }

    private static RSAParameters? ReadRsa(ReadOnlySpan<byte> contents, ProblemList problems)
    {
        var file = new DerReader(contents);
        if (!file.TryEnter(DerTags.Sequence, out var key) || !file.IsAtEnd || !key.TryReadNumber(out var version)
            || !key.TryReadNumber(out var modulus) || !key.TryReadNumber(out var exponent) || !key.TryReadNumber(out var d)
            || !key.TryReadNumber(out var p) || !key.TryReadNumber(out var q)
            || !key.TryReadNumber(out var dp) || !key.TryReadNumber(out var dq) || !key.TryReadNumber(out var inverseQ))
        {
            return AddDamage(problems);
        }

        // Version 0 is a key of two primes; no tool makes others by default.
        if (!version.IsEmpty)
        {
            problems.Add(Rules.BadSigningKey, "has more than two primes: make a key with openssl req -x509 -newkey rsa:2048");
            return null;
        }

        // The kernel verifies signatures of no other sizes above 2048 bits (crypto/rsa.c).
        if (modulus.Length * 8 is var bits && bits is not (2048 or 3072 or 4096))
        {
            problems.Add(
                Rules.BadSigningKey, $"has {bits} bits: make a key of 2048, 3072 or 4096 bits, which are secure and which Linux accepts");
            return null;
        }

        // RSAParameters requires numbers of these lengths.
        var half = modulus.Length / 2;
        return !key.IsAtEnd || exponent.IsEmpty || d.Length > modulus.Length
            || p.Length > half || q.Length > half || dp.Length > half || dq.Length > half || inverseQ.Length > half
            ? AddDamage(problems)
            : new RSAParameters
            {
                Modulus = modulus.ToArray(),
                Exponent = exponent.ToArray(),
                D = Padded(d, modulus.Length),
                P = Padded(p, half),
                Q = Padded(q, half),
                DP = Padded(dp, half),
                DQ = Padded(dq, half),
                InverseQ = Padded(inverseQ, half),
            };
    }

    private static byte[] Padded(ReadOnlySpan<byte> number, int length)
    {
        var padded = new byte[length];
        number.CopyTo(padded.AsSpan(length - number.Length));
        return padded;
    }

    private static void AddOtherFormat(string label, ProblemList problems)
    {
        if (label == "OPENSSH PRIVATE KEY")
        {
            problems.Add(
                Rules.BadSigningKey,
                "is in the format of OpenSSH: if it is an RSA key, convert a copy with ssh-keygen -p -m PEM, which changes the file");
            return;
        }

        AddOtherKey(label == "EC PRIVATE KEY" ? "is an EC key" : "is in another format than PKCS #8 and PKCS #1", problems);
    }

    private static void AddOtherKey(string what, ProblemList problems) => problems.Add(Rules.BadSigningKey, $"{what}. {WhyRsa}");

    private static RSAParameters? AddDamage(ProblemList problems)
    {
        problems.Add(Rules.BadSigningKey, SigningKey.Damaged);
        return null;
    }
}
