using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using BpfGen.Btf;
using BpfGen.CoreRelocations;
using BpfGen.Wire;

namespace BpfGen.Generator.Linking;

/// <summary>The types of a kernel that the project supports, read from a BTF file.</summary>
internal sealed class KernelTypes : CandidateFinder
{
    private static readonly IReadOnlyList<TypeCandidate> None = [];

    private readonly BtfTypeList _types;
    private readonly Lazy<Dictionary<string, List<uint>>> _byName;
    private readonly Lazy<ulong> _key;

    /// <param name="name">The name of the kernel, for messages: the name of the file without its extension.</param>
    /// <param name="types">The types.</param>
    public KernelTypes(string name, BtfTypeList types)
    {
        Name = Release = name;
        _types = types;
        _byName = new(ReadNames);
        _key = new(ReadKey);
    }

    public string Name { get; }

    /// <summary>The release of the kernel, as <c>uname -r</c> prints it.</summary>
    public string Release { get; init; }

    /// <summary>The path of the file, for messages.</summary>
    public string Path { get; init; } = "";

    /// <summary>Whether the values of CO-RE relocations for this kernel become part of the assembly.</summary>
    public bool IsEmbedded { get; init; }

    /// <summary>The architecture that the kernel was built for, as <c>uname -m</c> prints it; empty if it is unknown.</summary>
    public string Machine => KernelMachine.Of(_types, Named(KernelMachine.RegisterStruct));

    public bool IsLittleEndian => _types.IsLittleEndian;

    /// <summary>The number that identifies the kernel in generated code (see <c>KernelKey</c>).</summary>
    public ulong Key => _key.Value;

    public override bool HasTypes => true;

    /// <summary>Whether the BTF has functions. A minimal BTF has none: it contains only the types that CO-RE relocations need.</summary>
    public bool HasFunctions => NamesOf(BtfKind.Function).Any();

    public override IReadOnlyList<TypeCandidate> Find(in BtfTypeRecord local)
    {
        List<TypeCandidate>? found = null;
        foreach (var id in Named(Text(EssentialName.Of(local.Source.TextAt(local.Name)))))
        {
            if (_types.At(id) is { } type && TypeCompatibility.IsSameKind(type.Kind, local.Kind))
            {
                (found ??= []).Add(new TypeCandidate(_types, id));
            }
        }

        return found ?? None;
    }

    /// <summary>Whether the kernel has a function, variable or typedef of a name.</summary>
    public bool Has(string name, BtfKind kind)
    {
        foreach (var id in Named(name))
        {
            if (_types.At(id) is { } type && type.Kind == kind)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The types of a name and kind.</summary>
    public IEnumerable<BtfTypeRecord> OfName(string name, BtfKind kind)
    {
        foreach (var id in Named(name))
        {
            if (_types.At(id) is { } type && type.Kind == kind)
            {
                yield return type;
            }
        }
    }

    /// <summary>Whether a text begins with a version, as each release does: <c>5.4</c>.</summary>
    public static bool IsRelease(string text) => Regex.IsMatch(text, @"^[0-9]+\.[0-9]+[^/\s]*\z", RegexOptions.CultureInvariant);

    public bool HasSameBytes(KernelTypes other) => _types.Bytes.SequenceEqual(other._types.Bytes);

    /// <summary>The names of all types of a kind, for suggestions.</summary>
    public IEnumerable<string> NamesOf(BtfKind kind)
    {
        foreach (var pair in _byName.Value)
        {
            foreach (var id in pair.Value)
            {
                if (_types.At(id) is { } type && type.Kind == kind)
                {
                    yield return pair.Key;
                    break;
                }
            }
        }
    }

    /// <summary>The ids of the types with a name.</summary>
    public IReadOnlyList<uint> Named(string name) => _byName.Value.TryGetValue(name, out var ids) ? ids : [];

    private Dictionary<string, List<uint>> ReadNames()
    {
        var names = new Dictionary<string, List<uint>>(StringComparer.Ordinal);
        for (var id = 1u; _types.At(id) is { } type; id++)
        {
            if (type.Name != 0)
            {
                var name = Text(EssentialName.Of(_types.TextAt(type.Name)));
                if (!names.TryGetValue(name, out var ids))
                {
                    names.Add(name, ids = []);
                }

                ids.Add(id);
            }
        }

        return names;
    }

    private ulong ReadKey() =>
        KernelKey.Of(Encoding.UTF8.GetBytes(Release), Encoding.UTF8.GetBytes(Machine), _types.Bytes.Length);

    private static string Text(ReadOnlySpan<byte> name) => Encoding.UTF8.GetString(name.ToArray());
}
