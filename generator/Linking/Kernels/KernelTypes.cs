using System;
using System.Collections.Generic;
using System.Text;
using BpfGen.Btf;
using BpfGen.CoreRelocations;

namespace BpfGen.Generator.Linking;

/// <summary>The types of a kernel that the project supports, from a file of BTF.</summary>
internal sealed class KernelTypes : CandidateFinder
{
    private static readonly IReadOnlyList<TypeCandidate> None = [];

    private readonly BtfTypeList _types;
    private readonly Lazy<Dictionary<string, List<uint>>> _byName;

    /// <param name="name">The name of the kernel, for messages: the name of the file without its extension.</param>
    /// <param name="types">The types.</param>
    public KernelTypes(string name, BtfTypeList types)
    {
        Name = name;
        _types = types;
        _byName = new(ReadNames);
    }

    public string Name { get; }

    public override bool HasTypes => true;

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

    /// <summary>The names of all functions, for suggestions.</summary>
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

    private List<uint> Named(string name) => _byName.Value.TryGetValue(name, out var ids) ? ids : [];

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

    private static string Text(ReadOnlySpan<byte> name) => Encoding.UTF8.GetString(name.ToArray());
}
