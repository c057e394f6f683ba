namespace BpfGen.Wire;

/// <summary>
/// The start of the pin paths that the generator writes. BpfGen's runtime replaces this start if the load options set another directory.
/// </summary>
internal static class PinRoot
{
    public const string Default = "/sys/fs/bpf";
}
