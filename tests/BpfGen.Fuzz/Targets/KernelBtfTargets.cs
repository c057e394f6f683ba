extern alias runtime;

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using runtime::BpfGen;

namespace BpfGen.Fuzz;

/// <summary>Reads the types of a kernel: from an ELF file, and from a file with the types alone.</summary>
internal static class KernelBtfTargets
{
    /// <summary>The most types of the fixed object. Larger ids refer to nothing.</summary>
    private const int MostRoots = 200;

    /// <summary>The types of an object whose structs are searched in the kernel.</summary>
    private static readonly Lazy<byte[]> Types = new(() => CoreTargets.TypesIn(CoreTargets.FixedObject()).ToArray());

    public static bool Read(byte[] bytes) => Ask(bytes) | Ask(CoreTargets.TypesIn(bytes));

    private static bool Ask(ReadOnlySpan<byte> bytes)
    {
        var held = new List<IDisposable>();
        try
        {
            using var btf = KernelBtf.FromFile(InputFile.Write(bytes));
            _ = btf.HasStruct("task_struct");
            _ = btf.HasField("task_struct", "pid");
            _ = btf.HasField("sock", "__sk_common.skc_daddr");
            _ = btf.HasEnumValue("bpf_map_type", "BPF_MAP_TYPE_LPM_TRIE");
            _ = btf.HasFunction("ask");
            _ = btf.HasKfunc("ask");
            _ = btf.HasTracepoint("sched_switch");
            _ = btf.OpenResolver(Types.Value, Enumerable.Range(1, MostRoots).Select(id => (uint)id), held);
            return true;
        }
        catch (Exception exception) when (exception is BpfException or InvalidDataException)
        {
            // The types are not valid.
            return false;
        }
        finally
        {
            held.ForEach(item => item.Dispose());
        }
    }
}
