using System;
using System.Globalization;
using BpfGen.Interop;

namespace BpfGen.Errors;

/// <summary>Finds out what usually fixes an error.</summary>
internal static class Hints
{
    private const uint FlagSleepable = 1 << 4;
    private const uint FlagXdpFrags = 1 << 5;
    private const uint FlagLink = 1 << 13;
    private const uint FlagOverwrite = 1 << 19;
    private static readonly Version FirstWithSleepable = new(5, 10);
    private static readonly Version FirstWithXdpFrags = new(5, 18);
    private static readonly Version FirstWithStructOpsLink = new(6, 4);
    private static readonly Version FirstWithPreorder = new(6, 15);
    private static readonly Version FirstWithOverwrite = new(6, 19);

    public static string? ForMap(int errno, MapType type, uint flags = 0) => errno switch
    {
        Errno.EPERM => Permission(Capability.Bpf, needsPerfmon: false, needsNetAdmin: false),
        Errno.EINVAL => TooOld($"map type {KindNames.Of(type)}", FirstKernel.Of(type))
            ?? (type == MapType.StructOps && (flags & FlagLink) != 0 ? TooOld("functions that are linked (.struct_ops.link)", FirstWithStructOpsLink) : null)
            ?? ((flags & FlagOverwrite) != 0 ? TooOld("ring buffers that overwrite what is not read (BPF_F_RB_OVERWRITE)", FirstWithOverwrite) : null)
            ?? $"The kernel does not take this combination of type, key size, value size, number of entries and flags ({Hexadecimal(flags)}).",
        Errno.E2BIG => "The map, or one of its values, is larger than the kernel takes.",
        Errno.ENOMEM => "The kernel has no memory for the map: ask for fewer entries.",
        _ => Common(errno),
    };

    /// <summary>For an object's types (BTF).</summary>
    public static string? ForTypes(int errno) => errno switch
    {
        Errno.EPERM => Permission(Capability.Bpf, needsPerfmon: false, needsNetAdmin: false),
        Errno.E2BIG => "They are larger than the kernel takes (16 MiB), or structs stand in each other deeper than it follows (32).",
        _ => Common(errno),
    };

    /// <summary>For the map that a program's jump table becomes.</summary>
    public static string? ForJumpTable(int errno) =>
        errno == Errno.EINVAL && TooOld("jump tables", FirstKernel.Of(MapType.InstructionArray)) is { } reason
            ? $"{reason} Compile the probe with -fno-jump-tables, or leave the program out with AutoLoad = false."
            : ForMap(errno, MapType.InstructionArray);

    public static string? ForProgram(int errno, ProgramType type, uint flags = 0, AttachType hook = default) => errno switch
    {
        Errno.EPERM => Permission(Capability.Bpf, NeedsPerfmon(type), NeedsNetAdmin(type)),
        Errno.EINVAL => TooOld($"program type {KindNames.Of(type)}", FirstKernel.Of(type))
            ?? ((flags & FlagXdpFrags) != 0 ? TooOld("XDP programs that take packets in several buffers (xdp.frags)", FirstWithXdpFrags) : null)
            ?? ((flags & FlagSleepable) != 0 ? TooOld("programs that may sleep", FirstWithSleepable) : null)
            ?? TooOld($"{KindNames.Of(hook)}", FirstKernel.Of(hook))
            ?? $"The kernel refused it before the verifier saw it: it is older than, or built without, programs of type {KindNames.Of(type)}"
                + $"{(hook == default ? "" : $", the hook {KindNames.Of(hook)}")}{(flags == 0 ? "" : $", or the flags {Hexadecimal(flags)}")}.",
        Errno.E2BIG => "The program has more instructions than the kernel takes from this user (4,096 without CAP_BPF, a million with it).",
        _ => Common(errno),
    };

    public static string? ForLink(int errno, ProgramType program, AttachType hook) => errno switch
    {
        Errno.EPERM => Permission(Capability.Bpf, NeedsPerfmon(program), NeedsNetAdmin(program)),
        Errno.EINVAL or Errno.EOPNOTSUPP or Errno.ENOTSUPP => TooOld($"attaching to {KindNames.Of(hook)} by a link", FirstKernel.Of(hook)),
        _ => Common(errno),
    };

    /// <summary>For hooks of the network and of cgroups.</summary>
    public static string? ForHook(int errno, AttachType hook) => errno switch
    {
        Errno.EPERM => Missing(Capability.NetAdmin)
            ?? "The process has the capabilities it needs: a program that allows no other may be attached here or above.",
        Errno.EBADF => "What it is to be attached to is of another kind: a cgroup has to be one of version 2.",
        Errno.EINVAL => TooOld($"the hook {KindNames.Of(hook)}", FirstKernel.OfHook(hook)),
        _ => Common(errno),
    };

    /// <summary>For programs of cgroups, one of which may ask to run before those of the cgroups below.</summary>
    public static string? ForCgroup(int errno, AttachType hook, bool preorder) =>
        ForHook(errno, hook) ?? (errno == Errno.EINVAL && preorder ? TooOld("programs that run before those of the cgroups below (Preorder)", FirstWithPreorder) : null);

    public static string? ForPin(int errno, string path) => errno switch
    {
        Errno.EEXIST => $"There is something at {path} already.",
        Errno.EINVAL or Errno.ENOENT or Errno.EPERM => "Is a BPF file system mounted there, and the folder made? 'mount -t bpf bpf /sys/fs/bpf' mounts it.",
        _ => Common(errno),
    };

    public static string? ForCapability(int errno, Capability capability) =>
        errno is Errno.EPERM or Errno.EACCES ? Missing(capability) : Common(errno);

    /// <summary>For what the process or the machine has too little of.</summary>
    public static string? Common(int errno) => errno switch
    {
        Errno.EMFILE => "The process has as many open files as it may: raise RLIMIT_NOFILE.",
        Errno.ENFILE => "The machine has as many open files as it may: raise fs.file-max.",
        Errno.ENOMEM => "The kernel has no memory for it.",
        _ => null,
    };

    private static string Permission(Capability capability, bool needsPerfmon, bool needsNetAdmin)
    {
        if (RunningKernel.Version < new Version(5, 8))
        {
            return Missing(Capability.SysAdmin) ?? Locked();
        }

        var missing = Missing(capability)
            ?? (needsPerfmon ? Missing(Capability.Perfmon) : null)
            ?? (needsNetAdmin ? Missing(Capability.NetAdmin) : null);
        return missing ?? Locked();
    }

    private static string? Missing(Capability capability)
    {
        if (Capabilities.Has(capability) || Capabilities.Has(Capability.SysAdmin))
        {
            return null;
        }

        var name = Capabilities.NameOf(capability);
        return $"The process lacks {name}. Run it as root, or give the file the capability: setcap {name.ToLowerInvariant()}+ep FILE."
            + (capability == Capability.Bpf && UnprivilegedIsDisabled() ? " Without it kernel.unprivileged_bpf_disabled forbids bpf(2) altogether." : "");
    }

    private static string Locked() => RunningKernel.Version < new Version(5, 11)
        ? "The process has the capabilities it needs, so that RLIMIT_MEMLOCK is probably too low: kernels before 5.11 count maps and programs against it."
        : "The process has the capabilities it needs: the kernel may be locked down, or a security module (LSM), a container or a user namespace may forbid it.";

    private static string Hexadecimal(uint flags) => $"0x{flags.ToString("x", CultureInfo.InvariantCulture)}";

    private static string? TooOld(string what, Version? first) => first is not null && RunningKernel.Version < first
        ? $"The kernel, {RunningKernel.Version.ToString(2)}, is too old for {what}, which came with Linux {first.ToString(2)}."
        : null;

    private static bool UnprivilegedIsDisabled() => ProcFile.TryRead("/proc/sys/kernel/unprivileged_bpf_disabled") is { } text && text.Trim() is not ("" or "0");

    private static bool NeedsPerfmon(ProgramType type) => type is ProgramType.Kprobe or ProgramType.Tracepoint or ProgramType.PerfEvent
        or ProgramType.RawTracepoint or ProgramType.RawTracepointWritable or ProgramType.Tracing or ProgramType.Lsm or ProgramType.StructOps
        or ProgramType.Extension;

    private static bool NeedsNetAdmin(ProgramType type) => !NeedsPerfmon(type)
        && type is not (ProgramType.SocketFilter or ProgramType.SkLookup or ProgramType.SkReusePort or ProgramType.Syscall);
}
