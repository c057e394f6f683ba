using System;
using System.Linq;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Elf;

namespace BpfGen.Generator.Linking;

/// <summary>Reads the <c>license</c> section. An object without one has no licence, which the kernel takes as not GPL-compatible.</summary>
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

        var end = section.Data.IndexOf((byte)0);
        if (end is < 0 or > LongestLicense)
        {
            problems.Add(Rules.BadLicense, end < 0
                ? $"the {section.Size} bytes of section 'license' have no zero byte at their end"
                : $"the text in section 'license' is {end} bytes long");
            return "";
        }

        return ElfStrings.Decode(section.Data.Slice(0, end));
    }
}
