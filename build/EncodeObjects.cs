using System;
using System.Linq;
using BpfGen.Wire;
using Microsoft.Build.Framework;
using Task = Microsoft.Build.Utilities.Task;
using TaskItem = Microsoft.Build.Utilities.TaskItem;

namespace BpfGen.Build;

/// <summary>
/// Puts all metadata of an object into one percent-encoded text. The compiler reads item metadata from a generated .editorconfig file, in
/// which <c>;</c>, <c>#</c> and the end of the line silently end a value. The encoding needs a task: a property function of MSBuild would
/// read quotes and backticks in the metadata as part of its own arguments.
/// </summary>
public sealed class EncodeObjects : Task
{
    /// <summary>The objects.</summary>
    [Required]
    public ITaskItem[] Objects { get; set; } = [];

    /// <summary>The names of the metadata to encode.</summary>
    [Required]
    public string[] Names { get; set; } = [];

    /// <summary>The objects, with the text as the metadata <c>BpfGenMetadata</c>.</summary>
    [Output]
    public ITaskItem[] Encoded { get; set; } = [];

    /// <inheritdoc/>
    public override bool Execute()
    {
        Encoded = [.. Objects.Select(Encode)];
        return true;
    }

    private ITaskItem Encode(ITaskItem item)
    {
        var text = string.Join(ItemEncoding.Separator.ToString(), Names.Select(name => $"{name}={item.GetMetadata(name)}"));
        var encoded = new TaskItem(item);

        // MSBuild unescapes metadata values, so escape the percent signs once more.
        encoded.SetMetadata(ItemEncoding.Metadata, EscapeData(text).Replace("%", "%25"));
        return encoded;
    }

    /// <summary>Encodes a text of any length. <see cref="Uri.EscapeDataString(string)"/> of older frameworks limits the length.</summary>
    private static string EscapeData(string text)
    {
        const int Most = 10_000;
        var result = new System.Text.StringBuilder();
        for (var i = 0; i < text.Length;)
        {
            var count = Math.Min(Most, text.Length - i);

            // Do not split a pair of surrogates.
            count -= count > 1 && i + count < text.Length && char.IsHighSurrogate(text[i + count - 1]) ? 1 : 0;
            result.Append(Uri.EscapeDataString(text.Substring(i, count)));
            i += count;
        }

        return result.ToString();
    }
}
