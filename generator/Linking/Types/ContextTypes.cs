using System.Collections.Generic;
using System.Linq;
using BpfGen.Btf;
using BpfGen.Generator.Btf;

namespace BpfGen.Generator.Linking;

/// <summary>
/// Copies the types of functions with a parameter that is tagged as the program's context (<c>__arg_ctx</c>). In the copy, the parameter
/// has the type by which all kernels recognize the context.
/// </summary>
internal sealed class ContextTypes
{
    private const string Tag = "arg:ctx";
    private const string Registers = "bpf_user_pt_regs_t";
    private const string PerfEvent = "bpf_perf_event_data";
    private const string RawTracepoint = "bpf_raw_tracepoint_args";
    private const int LinkageGlobal = 1;

    private readonly BtfTypes _types;
    private readonly ILookup<uint, BtfType> _tags;
    private readonly Dictionary<(uint Function, string Context), uint> _copies = [];
    private readonly Dictionary<string, uint> _pointers = [];

    public ContextTypes(BtfTypes types)
    {
        _types = types;
        _tags = types.All.Where(type => type.Kind == BtfKind.DeclTag).ToLookup(tag => tag.SizeOrType);
    }

    /// <summary>Whether the object has a function with a parameter that is tagged as the context.</summary>
    public static bool Has(BtfTypes types) => types.All.Any(type => type.Kind == BtfKind.DeclTag && type.Name == Tag);

    /// <returns>
    /// The name of the type by which the kernel recognizes the context of programs of this type; empty if their context has no named type.
    /// </returns>
    public static string ContextOf(ProgramType type) => type switch
    {
        ProgramType.SocketFilter or ProgramType.SchedCls or ProgramType.SchedAct or ProgramType.CgroupSkb or ProgramType.FlowDissector
            or ProgramType.SkSkb
            or ProgramType.LwtIn or ProgramType.LwtOut or ProgramType.LwtXmit or ProgramType.LwtSeg6local => "__sk_buff",
        ProgramType.Kprobe => Registers,
        ProgramType.PerfEvent => PerfEvent,
        ProgramType.RawTracepoint or ProgramType.RawTracepointWritable => RawTracepoint,
        ProgramType.Xdp => "xdp_md",
        ProgramType.CgroupDevice => "bpf_cgroup_dev_ctx",
        ProgramType.CgroupSock => "bpf_sock",
        ProgramType.CgroupSockAddr => "bpf_sock_addr",
        ProgramType.CgroupSockopt => "bpf_sockopt",
        ProgramType.CgroupSysctl => "bpf_sysctl",
        ProgramType.Netfilter => "bpf_nf_ctx",
        ProgramType.SkLookup => "bpf_sk_lookup",
        ProgramType.SkMsg => "sk_msg_md",
        ProgramType.SkReusePort => "sk_reuseport_md",
        ProgramType.SockOps => "bpf_sock_ops",
        _ => "",
    };

    /// <param name="id">The type of a function.</param>
    /// <param name="context">The name of the context type of the programs that call the function; empty if it has no name.</param>
    /// <returns>The id of the function's type in these programs: <paramref name="id"/> itself if no parameter changes.</returns>
    public uint Of(uint id, string context)
    {
        // For a function, Count is the linkage: in a BTF record, the linkage of a function and the number of members of a struct are in the
        // same field.
        if (context.Length == 0 || _types[id] is not { Kind: BtfKind.Function, Count: LinkageGlobal } function
            || _types[function.SizeOrType] is not { Kind: BtfKind.FunctionPrototype } prototype)
        {
            return id;
        }

        if (_copies.TryGetValue((id, context), out var copy))
        {
            return copy;
        }

        var parameters = BtfTypes.Parameters(prototype).ToList();
        var contexts = _tags[id].Where(tag => tag.Name == Tag).Select(tag => tag.Numbers[0])
            .Where(index => index < parameters.Count && IsUnknown(parameters[(int)index], context)).ToList();
        copy = contexts.Count == 0 ? id : Copy(function, prototype, contexts, context);
        _copies.Add((id, context), copy);
        return copy;
    }

    private uint Copy(BtfType function, BtfType prototype, List<uint> contexts, string context)
    {
        var parameters = (uint[])prototype.Numbers.Clone();
        foreach (var index in contexts)
        {
            parameters[(index * prototype.Stride) + 1] = PointerTo(context);
        }

        var copy = _types.Add(BtfKind.FunctionPrototype, "", prototype.Count, prototype.SizeOrType, parameters);
        copy = _types.Add(BtfKind.Function, function.Name, function.Count, copy);
        foreach (var tag in _tags[function.Id].Where(tag => tag.Name != Tag || !contexts.Contains(tag.Numbers[0])))
        {
            _types.Add(BtfKind.DeclTag, tag.Name, 0, copy, tag.Numbers[0]);
        }

        return copy;
    }

    private uint PointerTo(string context)
    {
        if (!_pointers.TryGetValue(context, out var pointer))
        {
            pointer = _types.Add(BtfKind.Pointer, "", 0, _types.Add(BtfKind.Struct, context, 0, 0));
            _pointers.Add(context, pointer);
        }

        return pointer;
    }

    /// <summary>
    /// Whether a parameter must get the context type: it can be the context, but kernels before 6.8 do not recognize its present type.
    /// </summary>
    private bool IsUnknown(uint parameter, string context)
    {
        if (_types.Skip(parameter) is not { Kind: BtfKind.Pointer } pointer || _types.Skip(pointer.SizeOrType) is not { } target)
        {
            return false;
        }

        return context switch
        {
            _ when target.Kind == BtfKind.Void => true,
            Registers => target is { Kind: BtfKind.Struct, Name: "pt_regs" } && !HasName(pointer.SizeOrType, Registers),
            PerfEvent => target is { Kind: BtfKind.Struct, Name: "pt_regs" or "user_pt_regs" or "user_regs_struct" }
                && !HasName(pointer.SizeOrType, Registers),
            RawTracepoint => target is { Kind: BtfKind.Int, SizeOrType: sizeof(ulong) },
            _ => false,
        };
    }

    /// <summary>
    /// Whether the typedefs and qualifiers of a type include a typedef with this name. The chain must not be a cycle: the caller has
    /// checked it.
    /// </summary>
    private bool HasName(uint id, string name)
    {
        for (var type = _types[id]; type is { IsModifier: true }; type = _types[type.SizeOrType])
        {
            if (type is { Kind: BtfKind.Typedef } && type.Name == name)
            {
                return true;
            }
        }

        return false;
    }
}
