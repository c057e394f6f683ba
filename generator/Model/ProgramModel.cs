namespace BpfGen.Generator.Model;

/// <summary>A program that an object holds, linked.</summary>
/// <param name="Name">Its name in the source: that of its function.</param>
/// <param name="Section">The section it stands in, which says what kind of program it is; without the <c>?</c> that its name may begin with.</param>
/// <param name="Kind">What its section's name means to the kernel.</param>
/// <param name="Instructions">
/// Its instructions, eight bytes each, read in the object's own byte order: written out as numbers they have the right bytes in memory on
/// any machine that the object can run on.
/// </param>
/// <param name="MapReferences">The instructions that want a map's file descriptor.</param>
/// <param name="HelperCalls">The helpers it calls, each once, at its first call.</param>
internal sealed record ProgramModel(
    string Name,
    string Section,
    ProgramKind Kind,
    EquatableArray<ulong> Instructions,
    EquatableArray<MapReference> MapReferences,
    EquatableArray<HelperCall> HelperCalls)
{
    /// <summary>What the kernel is told of the instructions.</summary>
    public CodeInformation Information { get; init; } = CodeInformation.None;

    /// <summary>It is loaded unless the options of the load say something else: its section's name does not begin with <c>?</c>.</summary>
    public bool AutoLoad { get; init; } = true;

    /// <summary>The instructions that want something of the kernel.</summary>
    public EquatableArray<KernelReference> KernelReferences { get; init; } = [];

    /// <summary>Where its indirect jumps go.</summary>
    public EquatableArray<JumpTableModel> JumpTables { get; init; } = [];

    /// <summary>The instructions that want the address of one of these tables.</summary>
    public EquatableArray<JumpTableReference> JumpTableReferences { get; init; } = [];
}
