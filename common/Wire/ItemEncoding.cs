namespace BpfGen.Wire;

/// <summary>
/// The encoding in which the build passes an object's metadata to the generator. The MSBuild tasks write it, and the generator reads it.
/// </summary>
internal static class ItemEncoding
{
    /// <summary>The name of the metadata that contains all other metadata of an object, percent-encoded.</summary>
    public const string Metadata = "BpfGenMetadata";

    /// <summary>The character between two values. No value contains this character, because XML cannot contain it.</summary>
    public const char Separator = '\u001e';

    /// <summary>
    /// The maximum size of an object in bytes, far above the size of any object that a kernel accepts. With this limit, the build never
    /// reads a large unrelated file into memory.
    /// </summary>
    public const long MaxObjectSize = 64 << 20;
}
