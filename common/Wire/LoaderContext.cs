namespace BpfGen.Wire;

/// <summary>
/// The context of the loader program of a signed object: the memory through which the program and BpfGen's runtime exchange numbers. The
/// loader program cannot be changed after it is signed, so this layout cannot change either without a new version of both.
/// </summary>
internal static class LoaderContext
{
    /// <summary>The offset of the step that the program has begun: a <see cref="LoaderStep"/>.</summary>
    public const int Step = 0;

    /// <summary>The offset of the subject of the step: see <see cref="LoaderStep"/>.</summary>
    public const int Subject = 4;

    /// <summary>The offset of the address of the log for the types and programs; 0 for no log.</summary>
    public const int LogBuffer = 8;

    /// <summary>The offset of the size of the log in bytes.</summary>
    public const int LogSize = 16;

    /// <summary>The offset of the level of the log.</summary>
    public const int LogLevel = 20;

    /// <summary>
    /// The offset of the file descriptors that the program has opened, 4 bytes each, 0 for none: the types, the maps, the programs, and the
    /// types of the modules in which the kernel symbols are.
    /// </summary>
    public const int Descriptors = 24;

    /// <summary>The most file descriptors, because instructions of the program address them with 16-bit offsets.</summary>
    public const int MostDescriptors = (short.MaxValue - Descriptors) / sizeof(int);
}
