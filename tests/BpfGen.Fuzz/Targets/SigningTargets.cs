using System;
using System.Collections.Generic;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using BpfGen.Generator.Checks;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Signing;

namespace BpfGen.Fuzz;

/// <summary>Builds the loader programs of signed objects, and reads the keys that sign them.</summary>
internal static class SigningTargets
{
    private const ulong LoadOfData = 0x6018;
    private const ulong OperationAndSource = 0xf0ff;
    private const byte LoadWide = 0x18;
    private const byte Exit = 0x95;
    private const byte Call = 0x85;
    private const byte JumpClass = 0x05;
    private const byte ClassMask = 0x07;

    private static readonly Lazy<byte[]> TestKey = new(() =>
    {
        using var stream = typeof(SigningTargets).Assembly.GetManifestResourceStream("test-key.pem")!;
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    });

    /// <summary>The key of the tests as PEM, and its parts as DER, with and without their PEM headers.</summary>
    public static IEnumerable<byte[]> Keys()
    {
        yield return TestKey.Value;
        using var key = RSA.Create();
        key.ImportFromPem(Encoding.ASCII.GetString(TestKey.Value));
        yield return Encoding.ASCII.GetBytes(key.ExportRSAPrivateKeyPem());
        yield return key.ExportPkcs8PrivateKey();
        yield return key.ExportRSAPrivateKey();
    }

    /// <summary>Reads bytes as a key, as the body of a key, and as a certificate.</summary>
    public static bool ReadKey(byte[] bytes)
    {
        var isRead = false;
        byte[][] keys = [bytes, Encoding.ASCII.GetBytes(new string(PemEncoding.Write("PRIVATE KEY", bytes)))];
        foreach (var key in keys)
        {
            isRead |= Read(key, null) | Read(key, TestKey.Value) | Read(TestKey.Value, key);
        }

        return isRead | Read(TestKey.Value, bytes);
    }

    /// <summary>Checks that the instructions of a loader program refer only to its own data and instructions.</summary>
    public static bool BuildLoader(byte[] bytes)
    {
        if (ObjectTargets.Link(bytes, ObjectTargets.ProblemsOf(bytes)) is not { } model || !SigningChecks.Allow(model))
        {
            return false;
        }

        IReadOnlyList<ulong> code;
        byte[] data;
        try
        {
            (code, data) = LoaderBuilder.Build(model, "probe.o", model.License, new Effort(bytes.Length, CancellationToken.None));
        }
        catch (LimitException)
        {
            return false;
        }

        for (var i = 0; i < code.Count; i++)
        {
            var operation = (byte)code[i];
            if (operation == LoadWide)
            {
                if ((code[i] & OperationAndSource) == LoadOfData && code[i + 1] >> 32 >= (ulong)data.Length)
                {
                    throw new InvalidDataException($"Instruction {i} refers to byte {code[i + 1] >> 32} of {data.Length}.");
                }

                i++;
            }
            else if ((operation & ClassMask) == JumpClass && operation is not (Call or Exit))
            {
                var target = i + 1 + (short)(code[i] >> 16);
                if (target <= i || target >= code.Count)
                {
                    throw new InvalidDataException($"Instruction {i} jumps to {target} of {code.Count}.");
                }
            }
        }

        if ((byte)code[code.Count - 1] != Exit)
        {
            throw new InvalidDataException("The last instruction is not an exit.");
        }

        return true;
    }

    /// <returns>Whether there is a key.</returns>
    private static bool Read(byte[] key, byte[]? certificate)
    {
        var problems = new ProblemList();
        return SigningKey.Read(key, certificate, problems) is null == problems.HasErrors
            ? !problems.HasErrors
            : throw new InvalidDataException("There is neither a key nor an error, or both.");
    }
}
