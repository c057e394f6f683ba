using BpfGen.Generator.Model;

namespace BpfGen.Generator.Emission;

/// <summary>Chooses the class of BpfGen's runtime for each type of map and program.</summary>
internal static class HandleTypes
{
    public static string Of(MapModel map, ObjectModel model) => map.Variables ?? "global::BpfGen." + map.Type switch
    {
        MapType.Hash or MapType.RHash => KeyedBy(map, "HashMap"),
        MapType.LruHash => KeyedBy(map, "LruHashMap"),
        MapType.PerCpuHash => KeyedBy(map, "PerCpuHashMap"),
        MapType.LruPerCpuHash => KeyedBy(map, "LruPerCpuHashMap"),
        MapType.Array when map.Data is not null => "ArrayMap",
        MapType.Array => Indexed(map, "ArrayMap"),
        MapType.PerCpuArray => Indexed(map, "PerCpuArrayMap"),
        MapType.LpmTrie => KeyedBy(map, "LpmTrie"),
        MapType.Queue => Indexed(map, "BpfQueue"),
        MapType.Stack => Indexed(map, "BpfStack"),
        MapType.BloomFilter => Indexed(map, "BloomFilter"),
        MapType.SkStorage or MapType.InodeStorage or MapType.TaskStorage or MapType.CgrpStorage => Indexed(map, map.Type.ToString()),
        MapType.ArrayOfMaps => $"ArrayOfMaps<{Inner(map, model)}>",
        MapType.HashOfMaps when KeyOf(map) is { } key => $"HashOfMaps<{key}, {Inner(map, model)}>",
        MapType.SockHash => KeyOf(map) is { } key ? $"SockHash<{key}>" : "SockHash",
        MapType.Arena or MapType.StackTrace => $"{map.Type}Map",
        MapType.StructOps when map.StructOps is not null => "StructOpsMap",
        MapType.SockMap or MapType.ReusePortSockArray or MapType.ProgramArray or MapType.CgroupArray
            or MapType.DevMap or MapType.DevMapHash or MapType.CpuMap or MapType.XskMap => map.Type.ToString(),
        MapType.PerfEventArray => Of(map.ValueName, "PerfEventArray"),
        MapType.RingBuffer => Of(map.ValueName, "RingBuffer"),
        MapType.UserRingBuffer => Of(map.ValueName, "UserRingBuffer"),
        _ => "BpfMap",
    };

    public static string Of(ProgramModel program) => "global::BpfGen." + program.Kind.Type switch
    {
        ProgramType.SocketFilter => "SocketFilterProgram",
        ProgramType.Tracepoint => "TracepointProgram",
        ProgramType.RawTracepoint or ProgramType.RawTracepointWritable => "RawTracepointProgram",
        ProgramType.SkReusePort => "ReusePortProgram",
        ProgramType.Xdp => "XdpProgram",
        ProgramType.SchedCls => "TcProgram",
        ProgramType.SchedAct => "TcActionProgram",
        ProgramType.CgroupSkb or ProgramType.CgroupSock or ProgramType.CgroupSockAddr or ProgramType.CgroupSockopt
            or ProgramType.CgroupSysctl or ProgramType.CgroupDevice => "CgroupProgram",
        ProgramType.SockOps => "SockOpsProgram",
        ProgramType.SkLookup => "SkLookupProgram",
        ProgramType.FlowDissector => "FlowDissectorProgram",
        ProgramType.SkMsg => "SkMsgProgram",
        ProgramType.SkSkb => "SkSkbProgram",
        ProgramType.LwtIn or ProgramType.LwtOut or ProgramType.LwtXmit or ProgramType.LwtSeg6local => "LwtProgram",
        ProgramType.Netfilter => "NetfilterProgram",
        ProgramType.LircMode2 => "LircMode2Program",
        ProgramType.PerfEvent => "PerfEventProgram",
        ProgramType.Syscall => "SyscallProgram",
        ProgramType.Kprobe => Probe(program.Kind.Name),
        ProgramType.Tracing when program.Kind.AttachType == AttachType.TraceIter => "IteratorProgram",
        ProgramType.Tracing => "TracingProgram",
        ProgramType.Extension => "ExtensionProgram",
        ProgramType.Lsm when program.Kind.AttachType == AttachType.LsmCgroup => "LsmCgroupProgram",
        ProgramType.Lsm => "LsmProgram",
        _ => "BpfProgram",
    };

    /// <summary>
    /// Whether the program can be attached without arguments: its section names the attach target, and its class implements
    /// <c>IAutoAttach</c>.
    /// </summary>
    public static bool AttachesItself(ProgramModel program) => program.Kind.Target is not null && program.Kind.Type switch
    {
        ProgramType.Tracepoint or ProgramType.RawTracepoint or ProgramType.RawTracepointWritable => true,
        ProgramType.Kprobe or ProgramType.Tracing or ProgramType.Extension => true,
        ProgramType.Lsm => program.Kind.AttachType != AttachType.LsmCgroup,
        _ => false,
    };

    /// <summary>Kernel and user-space probes have the same program type, so the section name determines the class.</summary>
    private static string Probe(string kind) => kind.Split('.') switch
    {
        ["usdt", ..] => "UsdtProgram",
        ["uprobe" or "uretprobe", "multi" or "session", ..] => "UprobeMultiProgram",
        ["uprobe" or "uretprobe", ..] => "UprobeProgram",
        [_, "multi" or "session"] => "KprobeMultiProgram",
        _ => "KprobeProgram",
    };

    /// <summary>
    /// Returns the class of the inner maps of a map of maps. An object file can contain an inner map that is a map of maps itself, although
    /// the kernel rejects it. Such an inner map gets the class BpfMap.
    /// </summary>
    private static string Inner(MapModel map, ObjectModel model) =>
        map.InnerMap is { } index && index < model.Maps.Count && model.Maps[index] is { InnerMap: null } inner
            ? Of(inner, model)
            : "global::BpfGen.BpfMap";

    private static string Of(string? record, string name) => record is null ? name : $"{name}<{record}>";

    private static string KeyedBy(MapModel map, string name) =>
        KeyOf(map) is { } key && ValueOf(map) is { } value
            ? $"{name}<{key}, {value}>"
            : name;

    private static string Indexed(MapModel map, string name) => ValueOf(map) is { } value ? $"{name}<{value}>" : name;

    private static string? KeyOf(MapModel map) => TypeOf(map.KeySize, map.HasKeyType, map.KeyName);

    private static string? ValueOf(MapModel map) => TypeOf(map.ValueSize, map.HasValueType, map.ValueName);

    /// <summary>
    /// A definition without types has only sizes. A key or value with the size of an integer gets the integer's type. Other keys and values
    /// have no type, and are spans of bytes.
    /// </summary>
    private static string? TypeOf(uint size, bool hasType, string? name) => hasType ? name : size switch
    {
        1 => "byte",
        2 => "ushort",
        4 => "uint",
        8 => "ulong",
        _ => null,
    };
}
