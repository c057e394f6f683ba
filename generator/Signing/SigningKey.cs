using System;
using System.Security.Cryptography;
using BpfGen.Generator.Diagnostics;

namespace BpfGen.Generator.Signing;

/// <summary>
/// The key that signs loader programs, with the identifier of its certificate. Keys are equal if they make the same signatures, because
/// Roslyn compares the values of the pipeline.
/// </summary>
internal sealed class SigningKey : IEquatable<SigningKey>
{
    /// <summary>The end of the message about a key whose bytes cannot be read.</summary>
    internal const string Damaged = "is damaged: its numbers are not a whole RSA key. Export the key again";

    private readonly RSAParameters _key;
    private readonly byte[] _keyIdentifier;

    private SigningKey(RSAParameters key, byte[] keyIdentifier)
    {
        _key = key;
        _keyIdentifier = keyIdentifier;
    }

    /// <summary>
    /// Reads a key. The files are not trusted, although they are the user's: a damaged file is a problem, not an exception.
    /// </summary>
    /// <param name="keyFile">The bytes of the file with the key, in PEM.</param>
    /// <param name="certificateFile">The bytes of the file with the certificate, in PEM or DER; null if the key's file has it.</param>
    /// <param name="problems">Gets the problem if null is returned.</param>
    public static SigningKey? Read(byte[] keyFile, byte[]? certificateFile, ProblemList problems)
    {
        if (PrivateKey.Read(keyFile, problems) is not { } key
            || Certificate.Read(certificateFile ?? keyFile, isKeyFile: certificateFile is null, problems) is not { } certificate)
        {
            return null;
        }

        if (!key.Modulus.AsSpan().SequenceEqual(certificate.Modulus) || !key.Exponent.AsSpan().SequenceEqual(certificate.Exponent))
        {
            problems.Add(Rules.BadSigningKey, "is not the key of its certificate: name the certificate that was made for this key");
            return null;
        }

        if (certificate.KeyIdentifier.Length == 0)
        {
            problems.Add(
                Rules.BadSigningKey,
                "has a certificate without a subject key identifier, by which Linux finds the key: make the certificate with openssl req "
                + "-x509 -addext subjectKeyIdentifier=hash");
            return null;
        }

        if (!Works(key))
        {
            problems.Add(Rules.BadSigningKey, Damaged);
            return null;
        }

        return new SigningKey(key, certificate.KeyIdentifier);
    }

    /// <summary>
    /// Signs bytes. The result is a detached signature, as <c>openssl cms -sign -noattr -nocerts -keyid</c> writes it in DER.
    /// </summary>
    public byte[] Sign(byte[] content) => DetachedSignature.Write(_keyIdentifier, SignatureOf(content, _key));

    public bool Equals(SigningKey? other) => other is not null
        && _key.Modulus.AsSpan().SequenceEqual(other._key.Modulus)
        && _key.Exponent.AsSpan().SequenceEqual(other._key.Exponent)
        && _keyIdentifier.AsSpan().SequenceEqual(other._keyIdentifier);

    public override bool Equals(object? obj) => Equals(obj as SigningKey);

    /// <summary>The last bytes of a modulus are as good as random, unlike the first one.</summary>
    public override int GetHashCode() => BitConverter.ToInt32(_key.Modulus, _key.Modulus.Length - sizeof(int));

    /// <summary>
    /// Whether the public key verifies a signature of the private key. The numbers of the private key depend on each other, and a key with
    /// one wrong number would make signatures that the kernel rejects.
    /// </summary>
    private static bool Works(RSAParameters key)
    {
        byte[] content = [1];
        try
        {
            using var publicKey = RSA.Create();
            publicKey.ImportParameters(new RSAParameters { Modulus = key.Modulus, Exponent = key.Exponent });
            return publicKey.VerifyData(content, SignatureOf(content, key), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static byte[] SignatureOf(byte[] content, RSAParameters key)
    {
        using var rsa = RSA.Create();
        rsa.ImportParameters(key);
        return rsa.SignData(content, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }
}
