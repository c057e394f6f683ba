using System;
using System.Linq;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Elf;

namespace BpfGen.Generator.Linking;

/// <summary>Reads the <c>license</c> section. The kernel treats an object without a license as not GPL-compatible.</summary>
internal static class LicenseReader
{
    private const int LongestLicense = 63;

    public static string Read(ElfObject elf, ProblemList problems)
    {
        var section = elf.Sections.FirstOrDefault(section => section.Name == "license");
        if (section is null || section.Data.IsEmpty)
        {
            return "";
        }

        if (elf.RelocationsOf(section).Count > 0)
        {
            problems.Add(
                Rules.BadLicense,
                "section 'license' holds a pointer to the text. Declare an array: char LICENSE[] SEC(\"license\") = \"GPL\"");
            return "";
        }

        // If the array is exactly as long as the text, as in 'char _license[3] = "GPL"', the text has no terminating zero.
        var end = section.Data.IndexOf((byte)0) is >= 0 and var zero ? zero : section.Data.Length;
        if (end > LongestLicense)
        {
            problems.Add(Rules.BadLicense, $"the text in section 'license' has {end} bytes");
            return "";
        }

        return ElfStrings.Decode(section.Data.Slice(0, end));
    }
}
