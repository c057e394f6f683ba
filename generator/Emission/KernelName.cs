using System.Linq;

namespace BpfGen.Generator.Emission;

/// <summary>The names that maps and programs have in the kernel, where tools such as bpftool show them.</summary>
internal static class KernelName
{
    /// <summary><c>BPF_OBJ_NAME_LEN</c> without the zero byte at the end.</summary>
    private const int Longest = 15;

    /// <summary>A name cut as libbpf cuts it, of the characters that the kernel takes.</summary>
    public static string Of(string name) =>
        new([.. name.Take(Longest).Select(c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_' or '.' ? c : '_')]);
}
