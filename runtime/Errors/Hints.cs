using System;
using System.Globalization;
using BpfGen.Interop;
using BpfGen.KernelFacts;

namespace BpfGen.Errors;

/// <summary>
/// Explains the likely cause of an error and its fix, for messages. The methods return null if only the error number is known.
/// </summary>
internal static class Hints
{
    private const uint FlagSleepable = 1 << 4;
    private const uint FlagXdpFrags = 1 << 5;
    private const uint FlagLink = 1 << 13;
    private const uint FlagOverwrite = 1 << 19;

    private const string PinPermissions =
        "The permissions of the pin or of its directory do not allow it. Only the user who made a pin may open it, and on many systems "
        + "only root may use /sys/fs/bpf.";

    /// <summary>Explains a failure to create a map.</summary>
    /// <param name="errno">The error number.</param>
    /// <param name="type">The type of the map.</param>
    /// <param name="flags">The flags of the map.</param>
    /// <param name="together">
    /// The capabilities that the programs of the same object need. If the map needs a capability, the message names these capabilities,
    /// too.
    /// </param>
    public static string? ForMap(int errno, MapType type, uint flags = 0, ulong together = 0) => errno switch
    {
        Errno.EPERM => Permission(MapTypeTable.CapabilitiesFor(type), together),
        Errno.EINVAL => TooOld($"map type {KindNames.Of(type)}", MapTypeTable.FirstKernel(type))
            ?? (type == MapType.StructOps && (flags & FlagLink) != 0
                ? TooOld("struct_ops maps with links (.struct_ops.link)", FirstKernels.StructOpsLinks) : null)
            ?? (type == MapType.RingBuffer && (flags & FlagOverwrite) != 0
                ? TooOld("ring buffers that overwrite unread records (BPF_F_RB_OVERWRITE)", FirstKernels.RingBufferOverwrite) : null)
            ?? "The kernel does not accept this combination of type, key size, value size, number of entries and flags "
                + $"({Hexadecimal(flags)}).",
        Errno.E2BIG => "The map, or one of its values, is larger than the kernel allows.",
        Errno.ENOMEM => "The kernel has no memory for the map. Reduce its number of entries.",
        _ => Common(errno),
    };

    /// <summary>Explains why the kernel rejected the BTF of an object.</summary>
    public static string? ForTypes(int errno) => errno switch
    {
        Errno.EPERM => Permission(Bit(Capability.Bpf)),
        Errno.E2BIG => "The types are larger than the kernel allows (16 MiB), or structs are nested deeper than it allows (32 levels).",
        _ => Common(errno),
    };

    /// <summary>Explains a failure to create the map for a jump table of a program.</summary>
    public static string? ForJumpTable(int errno) =>
        errno == Errno.EINVAL && TooOld("jump tables", MapTypeTable.FirstKernel(MapType.InstructionArray)) is { } reason
            ? $"{reason} Compile the probe with -fno-jump-tables, or leave the program out with AutoLoad = false."
            : ForMap(errno, MapType.InstructionArray);

    /// <summary>Explains why the kernel rejected a program before verifying it.</summary>
    /// <param name="errno">The error number.</param>
    /// <param name="type">The type of the program.</param>
    /// <param name="flags">The flags of the load.</param>
    /// <param name="hook">The attach type that the program is verified for.</param>
    /// <param name="together">
    /// The capabilities that the other programs of the same object need. If the program needs a capability, the message names these
    /// capabilities, too.
    /// </param>
    public static string? ForProgram(int errno, ProgramType type, uint flags = 0, AttachType hook = default, ulong together = 0) =>
        errno switch
        {
            Errno.EPERM => Permission(ProgramTypeTable.CapabilitiesFor(type), together),
            Errno.EINVAL => TooOld($"program type {KindNames.Of(type)}", ProgramTypeTable.FirstKernel(type))
                ?? ((flags & FlagXdpFrags) != 0
                    ? TooOld("XDP programs for packets in several buffers (xdp.frags)", FirstKernels.XdpFragments) : null)
                ?? ((flags & FlagSleepable) != 0 ? TooOld("sleepable programs", FirstKernels.SleepablePrograms) : null)
                ?? TooOld($"attach type {KindNames.Of(hook)}", AttachTypeTable.FirstKernel(hook))
                ?? $"The kernel rejected the program before verification: it does not support program type {KindNames.Of(type)}"
                    + (hook == default ? "" : $", or attach type {KindNames.Of(hook)}")
                    + (flags == 0 ? "." : $", or the flags {Hexadecimal(flags)}.")
                    + (IsTracing(type)
                        ? " Programs of this type require a kernel with perf events and with kprobes or uprobes (CONFIG_BPF_EVENTS)." : ""),
            Errno.E2BIG => "The program has more instructions than this process may load: 4,096 without CAP_BPF, one million with it.",
            _ => Common(errno),
        };

    /// <summary>Explains a failure to attach a program by a link.</summary>
    public static string? ForLink(int errno, ProgramType program, AttachType hook) => errno switch
    {
        Errno.EPERM => Permission(ProgramTypeTable.CapabilitiesFor(program)),
        Errno.EINVAL or Errno.EOPNOTSUPP or Errno.ENOTSUPP =>
            TooOld($"links of attach type {KindNames.Of(hook)}", AttachTypeTable.FirstKernelWithLink(hook)),
        _ => Common(errno),
    };

    /// <summary>Explains a failure to attach a program to a network target or to a cgroup.</summary>
    public static string? ForHook(int errno, AttachType hook) => errno switch
    {
        Errno.EPERM => MissingCapabilities.Explain(AttachTypeTable.CapabilitiesFor(hook))
            ?? "The process has the required capabilities. A program that is attached here or to a parent cgroup may forbid "
                + "other programs.",
        Errno.EBADF => "The target is of the wrong kind. Cgroups must be of version 2.",
        Errno.EINVAL => TooOld($"attach type {KindNames.Of(hook)}", AttachTypeTable.FirstKernel(hook)),
        _ => Common(errno),
    };

    /// <summary>Explains a failure to attach a program to a cgroup.</summary>
    /// <param name="errno">The error number.</param>
    /// <param name="hook">The attach type.</param>
    /// <param name="preorder">Whether the program should run before the programs of descendant cgroups.</param>
    public static string? ForCgroup(int errno, AttachType hook, bool preorder) => ForHook(errno, hook)
        ?? (errno == Errno.EINVAL && preorder
            ? TooOld("programs that run before the programs of descendant cgroups (Preorder)", FirstKernels.CgroupPreorder) : null);

    /// <summary>Explains a failure to pin a map, program or link.</summary>
    public static string? ForPin(int errno, string path) => errno switch
    {
        Errno.EEXIST => $"{path} already exists.",
        Errno.EPERM when path.AsSpan().IndexOf('.') >= 0 =>
            "Pins require a BPF file system, whose names cannot contain a dot. Change the path.",
        Errno.EINVAL or Errno.ENOENT or Errno.EPERM =>
            "Pins require a BPF file system and an existing directory. 'mount -t bpf bpf /sys/fs/bpf' mounts the file system.",
        Errno.EACCES => PinPermissions,
        Errno.EROFS => "The BPF file system is mounted read-only.",
        _ => Common(errno),
    };

    /// <summary>Explains why a pinned object cannot be opened (<c>BPF_OBJ_GET</c>).</summary>
    public static string? ForPinnedObject(int errno) => errno switch
    {
        Errno.ENOENT => "Nothing is pinned at this path, or the BPF file system is not mounted there.",
        Errno.EACCES => PinPermissions,
        _ => ForCapability(errno, Capability.Bpf),
    };

    /// <summary>Explains a failure of an operation that needs one capability.</summary>
    public static string? ForCapability(int errno, Capability capability) =>
        errno is Errno.EPERM or Errno.EACCES ? MissingCapabilities.Explain(Needed(capability)) : Common(errno);

    /// <summary>Explains errors that any operation can have: a limit of the process or of the machine is reached.</summary>
    public static string? Common(int errno) => errno switch
    {
        Errno.EMFILE => "The process has reached its limit of open files. Raise RLIMIT_NOFILE.",
        Errno.ENFILE => "The machine has reached its limit of open files. Raise fs.file-max.",
        Errno.ENOMEM => "The kernel is out of memory.",
        _ => null,
    };

    /// <summary>
    /// Names the missing capabilities. Before Linux 5.8, every operation required <c>CAP_SYS_ADMIN</c>, because eBPF had no capabilities of
    /// its own.
    /// </summary>
    private static string Permission(ulong needed, ulong together = 0) =>
        (RunningKernel.Version < FirstKernels.CapabilityBpf
            ? MissingCapabilities.Explain(Bit(Capability.SysAdmin))
            : MissingCapabilities.Explain(needed, together))
        ?? Restricted();

    /// <summary>
    /// The capabilities to grant for an operation that needs one capability. For <c>CAP_PERFMON</c>, <c>CAP_BPF</c> is granted again:
    /// <c>setcap</c> replaces all capabilities, and loading the program requires <c>CAP_BPF</c>.
    /// </summary>
    private static ulong Needed(Capability capability) => capability switch
    {
        Capability.Perfmon => Bit(Capability.Perfmon) | Bit(Capability.Bpf),
        _ => Bit(capability),
    };

    private static string Restricted() => RunningKernel.Version < FirstKernels.MemoryCountedByCgroup
        ? "The process has the required capabilities, so RLIMIT_MEMLOCK is probably too low: "
            + "kernels before 5.11 count maps and programs against it."
        : "The process has the required capabilities. "
            + "Kernel lockdown, a security module (LSM), a container or a user namespace may forbid the operation.";

    private static ulong Bit(Capability capability) => MissingCapabilities.Bit(capability);

    private static bool IsTracing(ProgramType type) => type is ProgramType.Kprobe or ProgramType.Tracepoint or ProgramType.PerfEvent
        or ProgramType.RawTracepoint or ProgramType.RawTracepointWritable;

    private static string Hexadecimal(uint flags) => $"0x{flags.ToString("x", CultureInfo.InvariantCulture)}";

    private static string? TooOld(string feature, Version? first) => first is not null && RunningKernel.Version < first
        ? $"Linux {RunningKernel.Version.ToString(2)} is too old for {feature}, which came with Linux {first.ToString(2)}."
        : null;
}
