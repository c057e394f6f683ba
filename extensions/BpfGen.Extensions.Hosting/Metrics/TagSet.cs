using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;

namespace BpfGen.Extensions.Hosting;

/// <summary>The tags of a measurement, which can be compared.</summary>
internal readonly struct TagSet : IEquatable<TagSet>
{
    private readonly KeyValuePair<string, object?>[] _tags;

    private TagSet(KeyValuePair<string, object?>[] tags) => _tags = tags;

    /// <summary>The set that has the values of all keys for which no room is left. Its name is that of OpenTelemetry.</summary>
    public static TagSet Overflow { get; } = new([new("otel.metric.overflow", true)]);

    public static TagSet Empty { get; } = new([]);

    public ReadOnlySpan<KeyValuePair<string, object?>> Tags => _tags;

    public static TagSet Of(in TagList tags) => tags.Count == 0 ? Empty : new([.. tags]);

    /// <summary>Returns the tags and one more.</summary>
    public TagSet With(string name, object? value) => new([.. _tags, new(name, value)]);

    public bool Equals(TagSet other) => _tags.AsSpan().SequenceEqual(other._tags);

    public override bool Equals(object? obj) => obj is TagSet other && Equals(other);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var (name, value) in _tags)
        {
            hash.Add(name, StringComparer.Ordinal);
            hash.Add(value);
        }

        return hash.ToHashCode();
    }
}
