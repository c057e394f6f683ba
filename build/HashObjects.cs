using System.Collections.Generic;
using System.IO;
using BpfGen.Wire;
using Microsoft.Build.Framework;
using Task = Microsoft.Build.Utilities.Task;

namespace BpfGen.Build;

/// <summary>
/// Hashes the contents of objects, so that the compiler runs again when an object changes. A file of size 0 is not opened: it can be a pipe
/// or a device, and reading it may never end. The generator reports such a file.
/// </summary>
public sealed class HashObjects : Task
{
    /// <summary>The files.</summary>
    [Required]
    public ITaskItem[] Files { get; set; } = [];

    /// <summary>A hash of path and content for each file that exists.</summary>
    [Output]
    public string[] Hashes { get; set; } = [];

    /// <inheritdoc/>
    public override bool Execute()
    {
        var contents = new ContentHashes();
        var hashes = new List<string>();
        foreach (var file in Files)
        {
            var info = new FileInfo(file.GetMetadata("FullPath"));
            if (info.Exists)
            {
                // The generator does not read larger objects, so do not hash their contents.
                var content = info.Length is > 0 and <= ItemEncoding.MaxObjectSize ? contents.OfFile(info.FullName) : null;
                content ??= info.Length.ToString(System.Globalization.CultureInfo.InvariantCulture);
                hashes.Add(ContentHashes.OfText($"{info.FullName}\n{content}"));
            }
        }

        Hashes = [.. hashes];
        return true;
    }
}
