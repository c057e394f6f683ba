using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Signing;

/// <summary>Builds and signs the loader program of an object.</summary>
internal static class ObjectSigner
{
    /// <param name="model">The object. <c>SigningChecks</c> has found no reason against it.</param>
    /// <param name="objectName">The name of the object.</param>
    /// <param name="license">The license of the programs.</param>
    /// <param name="key">The key.</param>
    /// <param name="effort">Counts the work toward the limit of the object.</param>
    public static SignedObject Sign(ObjectModel model, string objectName, string license, SigningKey key, Effort effort)
    {
        var (loader, data) = LoaderBuilder.Build(model, objectName, license, effort);
        using var sha = SHA256.Create();
        var check = LoaderBuilder.Check(sha.ComputeHash(data));
        var all = check.Concat(loader).ToArray();
        var withCheck = BytesOf(all);
        var withoutCheck = BytesOf(loader);
        return new SignedObject(new EquatableArray<ulong>(all), check.Count, WordsOf(data))
        {
            Hash = new EquatableArray<byte>(sha.ComputeHash(withCheck)),
            Signature = new EquatableArray<byte>(key.Sign(withCheck)),
            HashWithoutCheck = new EquatableArray<byte>(sha.ComputeHash(withoutCheck)),
            SignatureWithData = new EquatableArray<byte>(key.Sign([.. withoutCheck, .. data])),
            SymbolCount = LoadedSymbols.CountWithTargets(model),
        };
    }

    private static byte[] BytesOf(IReadOnlyList<ulong> words)
    {
        var bytes = new byte[words.Count * sizeof(ulong)];
        for (var i = 0; i < words.Count; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i * sizeof(ulong)), words[i]);
        }

        return bytes;
    }

    private static EquatableArray<ulong> WordsOf(byte[] bytes)
    {
        var words = new ulong[bytes.Length / sizeof(ulong)];
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(i * sizeof(ulong)));
        }

        return new EquatableArray<ulong>(words);
    }
}
