namespace BpfGen;

/// <summary>The condition for an update: <c>BPF_ANY</c>, <c>BPF_NOEXIST</c> or <c>BPF_EXIST</c> of <c>uapi/linux/bpf.h</c>.</summary>
public enum UpdateMode : ulong
{
    /// <summary>Add a new entry, or replace the value of an existing entry.</summary>
    Any = 0,

    /// <summary>Only add a new entry. An existing entry stays unchanged, and the update returns false.</summary>
    NoExist = 1,

    /// <summary>Only replace the value of an existing entry. If the entry does not exist, the update returns false.</summary>
    Exist = 2,
}
