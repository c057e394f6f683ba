using System;
using System.Linq;

namespace BpfGen.Generator.Emission;

/// <summary>Makes the names that maps and programs have in the kernel. Tools such as bpftool show them.</summary>
internal static class KernelName
{
    /// <summary><c>BPF_OBJ_NAME_LEN</c> without the zero byte at the end.</summary>
    private const int Longest = 15;

    /// <summary>Returns a name cut as libbpf cuts it, with the characters that the kernel accepts.</summary>
    public static string Of(string name) =>
        new([.. name.Take(Longest).Select(c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_' or '.' ? c : '_')]);

    /// <summary>
    /// Returns the name of a map of global variables, as libbpf makes it: the object's name, shortened as needed, and the section's name. A
    /// section with a custom name (<c>.data.name</c>) has no object name before it.
    /// </summary>
    public static string OfSection(string objectFile, string section)
    {
        const int ShortestSuffix = 7;
        var objectName = objectFile.Split('.')[0];
        var room = section.IndexOf('.', 1) >= 0 ? 0 : Math.Max(0, Longest - Math.Max(ShortestSuffix, section.Length));
        return Of(objectName.Substring(0, Math.Min(room, objectName.Length)) + section);
    }
}
