namespace BpfGen;

/// <summary>What an update may do: the <c>BPF_ANY</c>, <c>BPF_NOEXIST</c> and <c>BPF_EXIST</c> of the kernel's <c>uapi/linux/bpf.h</c>.</summary>
public enum UpdateMode : ulong
{
    /// <summary>Make the entry or replace its value.</summary>
    Any = 0,

    /// <summary>Make the entry; one that is there is left alone.</summary>
    NoExist = 1,

    /// <summary>Replace the value of an entry that is there.</summary>
    Exist = 2,
}
