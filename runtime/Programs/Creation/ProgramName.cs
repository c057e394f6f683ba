using System.IO;
using System.Text;
using BpfGen.Btf;
using BpfGen.Interop;

namespace BpfGen.Programs;

/// <summary>
/// Finds the whole name of a program that is already in the kernel. The kernel keeps only 15 characters of the program's name, but the
/// program's BTF has the whole name of its main function.
/// </summary>
internal static unsafe class ProgramName
{
    private const int LongestName = 15;

    /// <returns>The whole name, or the kernel's name if the process may not read the program's BTF.</returns>
    public static string Of(FileDescriptor program, in ProgramInfo info)
    {
        var name = info.Name.ToString();
        if (name.Length < LongestName || info.BtfId == 0)
        {
            return name;
        }

        // struct bpf_func_info: the first instruction of the function, and the id of its type.
        var record = stackalloc uint[2];
        var functions = new ProgramInfo { FunctionRecordSize = 2 * sizeof(uint), Functions = (ulong)record, FunctionCount = 1 };
        if (Bpf.Fill(program, ref functions) != 0 || functions.FunctionCount == 0 || BtfById.Read(info.BtfId) is not { } bytes)
        {
            return name;
        }

        try
        {
            using var image = BtfImage.Of(bytes);
            var types = new TypeTable(image);
            var whole = types.At(record[1]) is { } function ? Encoding.UTF8.GetString(types.TextAt(function.Name)) : "";

            // The kernel replaces some characters by underscores, so compare the kernel's form of the whole name.
            return whole.Length > name.Length && KernelObjectName.Of(whole).ToString() == name ? whole : name;
        }
        catch (InvalidDataException)
        {
            return name;
        }
    }
}
