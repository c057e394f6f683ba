using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Signing;
using BpfGen.Generator.Tests.Support;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>
/// A key signs as OpenSSL does. Each key that BpfGen cannot use causes one error, which tells what is wrong with the key but shows none of
/// its bytes.
/// </summary>
public sealed class SigningKeyTests
{
    private const int Changes = 3_000;

    private static readonly byte[] TestKey = Repository.Probe("signing/test-key.pem");
    private static readonly byte[] Message = Repository.Probe("signing/message.txt");

    private static readonly X509Certificate2 TestCertificate = X509Certificate2.CreateFromPem(Encoding.ASCII.GetString(TestKey));
    private static readonly RSA TestRsa = ReadRsa();

    public static TheoryData<string> OtherKeys => ["EC", "EC in its own format", "Ed25519", "RSA-PSS", "X25519", "DSA in its own format"];

    [Fact]
    public void A_signature_has_the_same_bytes_as_the_signature_of_OpenSSL() =>
        Assert.Equal(Repository.Probe("signing/message.p7s"), Read(TestKey, null).Sign(Message));

    [Fact]
    public void The_forms_of_key_and_certificate_give_equal_keys_and_signatures()
    {
        var key = Read(TestKey, null);
        var certificate = TestCertificate.ExportCertificatePem();
        SigningKey[] others =
        [
            Read(TestKey, null),
            Read(TestKey, TestCertificate.RawData),
            Read(Text(TestRsa.ExportPkcs8PrivateKeyPem()), Text(certificate)),
            Read(Text(TestRsa.ExportRSAPrivateKeyPem()), TestCertificate.RawData),
            Read(TestKey, Text("0\n" + certificate)),
            Read(Text("0 Bag Attributes\r\n" + $"{certificate}\n{TestRsa.ExportRSAPrivateKeyPem()}".ReplaceLineEndings("\r\n")), null),
        ];

        Assert.All(others, other =>
        {
            Assert.Equal(key, other);
            Assert.Equal(key.GetHashCode(), other.GetHashCode());
            Assert.Equal(key.Sign(Message), other.Sign(Message));
        });
    }

    [Theory]
    [InlineData(2048)]
    [InlineData(3072)]
    [InlineData(4096)]
    public void Keys_of_the_sizes_that_the_kernel_accepts_sign(int bits)
    {
        using var rsa = RSA.Create(bits);

        var key = Read(Text(rsa.ExportPkcs8PrivateKeyPem()), Certify(rsa));

        Assert.NotEqual(Read(TestKey, null), key);
        Assert.True(IsSigned(key.Sign(Message), rsa));
    }

    [Fact]
    public void Keys_whose_certificates_have_other_identifiers_are_not_equal()
    {
        var renewed = Read(TestKey, Certify(TestRsa, new X509SubjectKeyIdentifierExtension("0102", critical: false)));

        Assert.NotEqual(Read(TestKey, null), renewed);
        Assert.Contains("80020102", Convert.ToHexString(renewed.Sign(Message)));
    }

    [Theory]
    [InlineData(1024)]
    [InlineData(2560)]
    public void A_key_of_another_size_is_an_error(int bits)
    {
        using var rsa = RSA.Create(bits);

        Assert.StartsWith(
            $"The signing key has {bits} bits: make a key of 2048, 3072 or 4096 bits",
            Error(Text(rsa.ExportPkcs8PrivateKeyPem()), Certify(rsa)));
    }

    [Theory]
    [MemberData(nameof(OtherKeys))]
    public void A_key_that_is_not_RSA_is_an_error_that_tells_why(string kind)
    {
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var (pem, message) = kind switch
        {
            "EC" => (curve.ExportPkcs8PrivateKeyPem(), "is an EC key. "),
            "EC in its own format" => (curve.ExportECPrivateKeyPem(), "is an EC key. "),
            "Ed25519" => (Pkcs8("06032b6570"), "is an Ed25519 key. "),
            "RSA-PSS" => (Pkcs8("06092a864886f70d01010a"), "is an RSA-PSS key, which is only for signatures with random numbers. "),
            "X25519" => (Pkcs8("06032b656e"), "is not an RSA key. "),
            _ => (PemEncoding.WriteString("DSA PRIVATE KEY", [1]), "is in another format than PKCS #8 and PKCS #1. "),
        };

        var error = Error(Text(pem), TestCertificate.RawData);

        Assert.StartsWith("The signing key " + message, error);
        Assert.Contains("BpfSign requires an RSA key", error);
    }

    [Fact]
    public void An_encrypted_key_is_an_error()
    {
        var encrypted = TestRsa.ExportEncryptedPkcs8PrivateKeyPem(
            "secret", new(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, iterationCount: 1));
        const string Older = """
            -----BEGIN RSA PRIVATE KEY-----
            Proc-Type: 4,ENCRYPTED
            DEK-Info: AES-128-CBC,0102030405060708090A0B0C0D0E0F10

            AAAA
            -----END RSA PRIVATE KEY-----
            """;

        Assert.StartsWith("The signing key is encrypted, ", Error(Text(encrypted), TestCertificate.RawData));
        Assert.StartsWith("The signing key is encrypted, ", Error(Text(Older), TestCertificate.RawData));
    }

    [Fact]
    public void The_error_about_a_key_of_OpenSSH_tells_how_to_convert_it() =>
        Assert.Equal(
            "The signing key is in the format of OpenSSH: if it is an RSA key, convert a copy with ssh-keygen -p -m PEM, which changes the "
                + "file.",
            Error(Text(PemEncoding.WriteString("OPENSSH PRIVATE KEY", [1])), TestCertificate.RawData));

    [Fact]
    public void A_file_without_a_key_in_PEM_is_an_error()
    {
        Assert.StartsWith("The signing key is not a PEM file: ", Error([], null));
        Assert.StartsWith("The signing key is not a PEM file: ", Error(TestRsa.ExportPkcs8PrivateKey(), null));
        Assert.StartsWith("The signing key file has no private key: ", Error(Text(TestCertificate.ExportCertificatePem()), null));
    }

    [Fact]
    public void A_missing_certificate_is_an_error_that_tells_where_it_belongs()
    {
        var key = Text(TestRsa.ExportPkcs8PrivateKeyPem());

        Assert.StartsWith("The signing key has no certificate: name its file in BpfSignCertificate, ", Error(key, null));
        Assert.StartsWith("The signing key has no certificate: the file of BpfSignCertificate is ", Error(TestKey, key));
        Assert.StartsWith("The signing key has no certificate: the file of BpfSignCertificate is ", Error(TestKey, []));
    }

    [Fact]
    public void A_certificate_of_another_key_is_an_error()
    {
        using var rsa = RSA.Create(2048);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var ofCurve = new CertificateRequest("CN=Test", curve, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(1));

        Assert.StartsWith("The signing key is not the key of its certificate: ", Error(TestKey, Certify(rsa)));
        Assert.StartsWith("The signing key is not the key of its certificate: ", Error(TestKey, ofCurve.RawData));
    }

    [Fact]
    public void A_certificate_without_a_subject_key_identifier_is_an_error()
    {
        const string Start = "The signing key has a certificate without a subject key identifier, ";

        Assert.StartsWith(Start, Error(TestKey, Certify(TestRsa, new X509BasicConstraintsExtension(false, false, 0, true))));
        Assert.StartsWith(Start, Error(TestKey, Certify(TestRsa, [])));
    }

    [Fact]
    public void A_key_with_a_wrong_number_is_an_error()
    {
        // The exponent of the private key and the prime factors: OpenSSL signs with what fits, so change both.
        var numbers = TestRsa.ExportParameters(true);
        numbers.D![^1] ^= 2;
        numbers.DP![^1] ^= 2;

        Assert.StartsWith("The signing key is damaged: ", Error(Text(Rsa(numbers)), TestCertificate.RawData));
    }

    [Fact]
    public void A_file_of_any_length_is_a_key_or_an_error()
    {
        for (var length = 0; length < TestKey.Length; length++)
        {
            // The last character is a line break, and the file is complete without it.
            Assert.Equal(length >= TestKey.Length - 1, TryRead(TestKey[..length], null));
        }
    }

    [Fact]
    public void The_bytes_of_a_key_or_certificate_are_an_error_at_any_other_length()
    {
        byte[][] keys = [TestRsa.ExportPkcs8PrivateKey(), TestRsa.ExportRSAPrivateKey()];
        string[] labels = ["PRIVATE KEY", "RSA PRIVATE KEY"];
        foreach (var (key, label) in keys.Zip(labels))
        {
            Assert.True(TryRead(Pem(label, key), TestCertificate.RawData));
            Assert.False(TryRead(Pem(label, [.. key, 0]), TestCertificate.RawData));
            for (var length = 0; length < key.Length; length++)
            {
                Assert.False(TryRead(Pem(label, key[..length]), TestCertificate.RawData));
            }
        }

        var certificate = TestCertificate.RawData;
        Assert.False(TryRead(TestKey, [.. certificate, 0]));
        for (var length = 0; length < certificate.Length; length++)
        {
            Assert.False(TryRead(TestKey, certificate[..length]));
        }
    }

    [Theory]
    [InlineData("PRIVATE KEY")]
    [InlineData("RSA PRIVATE KEY")]
    public void A_key_with_changed_bytes_is_an_error_or_signs(string label)
    {
        var random = new Random(1);
        var bytes = label == "PRIVATE KEY" ? TestRsa.ExportPkcs8PrivateKey() : TestRsa.ExportRSAPrivateKey();
        for (var i = 0; i < Changes; i++)
        {
            TryRead(Pem(label, Changed(bytes, random)), TestCertificate.RawData);
        }
    }

    [Fact]
    public void A_certificate_with_changed_bytes_is_an_error_or_that_of_the_key()
    {
        var random = new Random(2);
        for (var i = 0; i < Changes; i++)
        {
            TryRead(TestKey, Changed(TestCertificate.RawData, random));
        }
    }

    [Fact]
    public void A_PEM_file_with_changed_characters_is_an_error_or_signs()
    {
        var random = new Random(3);
        for (var i = 0; i < Changes; i++)
        {
            TryRead(Changed(TestKey, random), null);
        }
    }

    [Fact]
    public void Random_bytes_are_an_error()
    {
        var random = new Random(4);
        for (var i = 0; i < Changes; i++)
        {
            var bytes = new byte[random.Next(64)];
            random.NextBytes(bytes);

            Assert.False(TryRead(bytes, null));
            Assert.False(TryRead(Pem("PRIVATE KEY", bytes), null));
            Assert.False(TryRead(Pem("RSA PRIVATE KEY", bytes), null));
            Assert.False(TryRead(TestKey, bytes));
            Assert.False(TryRead(TestKey, [0x30, .. bytes]));
        }
    }

    /// <summary>Lengths that are negative, too large, not the shortest, or not stated.</summary>
    [Theory]
    [InlineData("3080020100")]
    [InlineData("308100")]
    [InlineData("30817f")]
    [InlineData("3082007f")]
    [InlineData("3084ffffffff020100")]
    [InlineData("30847fffffff020100")]
    [InlineData("3085000000000102")]
    [InlineData("30ff020100")]
    [InlineData("30")]
    [InlineData("30020284")]
    [InlineData("300302017f30")]
    public void Lengths_that_DER_does_not_allow_are_errors(string bytes)
    {
        var contents = Convert.FromHexString(bytes);

        Assert.StartsWith("The signing key is damaged: ", Error(Pem("PRIVATE KEY", contents), TestCertificate.RawData));
        Assert.StartsWith("The signing key is damaged: ", Error(Pem("RSA PRIVATE KEY", contents), TestCertificate.RawData));
        Assert.StartsWith("The signing key has a damaged certificate: ", Error(TestKey, contents));
    }

    [Fact]
    public void A_file_with_very_many_blocks_takes_linear_time()
    {
        var starts = string.Concat(Enumerable.Repeat("-----BEGIN A-----\n", 100_000));
        var blocks = string.Concat(Enumerable.Repeat("-----BEGIN A-----\n-----END A-----\n", 100_000));

        Assert.StartsWith("The signing key file has no private key: ", Error(Text(starts), null));
        Assert.StartsWith("The signing key file has no private key: ", Error(Text(blocks), null));
    }

    private static RSA ReadRsa()
    {
        var rsa = RSA.Create();
        rsa.ImportFromPem(Encoding.ASCII.GetString(TestKey).Split("-----BEGIN CERTIFICATE")[0]);
        return rsa;
    }

    private static SigningKey Read(byte[] key, byte[]? certificate)
    {
        var problems = new ProblemList();
        var read = SigningKey.Read(key, certificate, problems);
        Assert.Empty(problems.ToArray().Select(problem => problem.Message));
        Assert.NotNull(read);
        return read;
    }

    private static string Error(byte[] key, byte[]? certificate)
    {
        var problems = new ProblemList();
        Assert.Null(SigningKey.Read(key, certificate, problems));
        var problem = Assert.Single(problems.ToArray());
        Assert.Equal(Rules.BadSigningKey, problem.Rule);
        return problem.Message;
    }

    /// <summary>Reads a file that may be damaged. If it is read, it signs as the test key does; otherwise there is one error.</summary>
    private static bool TryRead(byte[] key, byte[]? certificate)
    {
        var problems = new ProblemList();
        if (SigningKey.Read(key, certificate, problems) is not { } read)
        {
            Assert.Equal(Rules.BadSigningKey, Assert.Single(problems.ToArray()).Rule);
            return false;
        }

        Assert.Empty(problems.ToArray());
        Assert.True(IsSigned(read.Sign(Message), TestRsa));
        return true;
    }

    /// <summary>The signature is the last element of the last element.</summary>
    private static bool IsSigned(byte[] signature, RSA key) =>
        key.VerifyData(Message, signature[^(key.KeySize / 8)..], HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    private static byte[] Changed(byte[] bytes, Random random)
    {
        var changed = (byte[])bytes.Clone();
        for (var count = random.Next(1, 4); count > 0; count--)
        {
            // Half of the changes are in the first bytes, which have most of the tags and lengths.
            changed[random.Next(random.Next(2) == 0 ? 48 : changed.Length)] = (byte)random.Next(256);
        }

        return changed;
    }

    private static byte[] Certify(RSA key) =>
        Certify(key, new X509SubjectKeyIdentifierExtension(new PublicKey(key), critical: false));

    private static byte[] Certify(RSA key, params X509Extension[] extensions)
    {
        var request = new CertificateRequest("CN=Test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        foreach (var extension in extensions)
        {
            request.CertificateExtensions.Add(extension);
        }

        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(1));
        return certificate.RawData;
    }

    private static string Rsa(RSAParameters numbers)
    {
        // The class RSA would reject the numbers.
        byte[][] all =
        [
            [0], numbers.Modulus!, numbers.Exponent!, numbers.D!, numbers.P!, numbers.Q!, numbers.DP!, numbers.DQ!, numbers.InverseQ!,
        ];
        var parts = all.Select(number =>
        {
            var digits = number.AsSpan().TrimStart((byte)0).ToArray();
            return DerWriter.Element(DerTags.Integer, digits is [] or [> 127, ..] ? [0, .. digits] : digits);
        });
        return PemEncoding.WriteString("RSA PRIVATE KEY", DerWriter.Elements(DerTags.Sequence, [.. parts]));
    }

    /// <summary>A key of another algorithm, which the generator does not read further.</summary>
    private static string Pkcs8(string identifier) => PemEncoding.WriteString("PRIVATE KEY", DerWriter.Elements(
        DerTags.Sequence,
        DerWriter.Element(DerTags.Integer, [0]),
        DerWriter.Element(DerTags.Sequence, Convert.FromHexString(identifier)),
        DerWriter.Element(DerTags.OctetString, [4, 1, 0])));

    private static byte[] Pem(string label, byte[] contents) => Text(PemEncoding.WriteString(label, contents));

    private static byte[] Text(string text) => Encoding.ASCII.GetBytes(text);
}
