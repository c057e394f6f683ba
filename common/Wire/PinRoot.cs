namespace BpfGen.Wire;

/// <summary>
/// The start of the pin paths that the generator writes. The runtime replaces it if the load options name another directory.
/// </summary>
internal static class PinRoot
{
    public const string Default = "/sys/fs/bpf";
}
