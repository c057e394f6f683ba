using System.ComponentModel;

namespace BpfGen.Loading;

/// <summary>Lets the loader create handles of one program class.</summary>
/// <typeparam name="TSelf">The program class.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IProgramHandle<TSelf>
    where TSelf : BpfProgram, IProgramHandle<TSelf>
{
    /// <summary>Creates a handle of a program.</summary>
    /// <param name="program">The loaded or skipped program.</param>
    static abstract TSelf Create(LoadedProgram program);

    /// <summary>
    /// Whether the class supports a program type. This is checked for programs that are opened by path or id, because they can have any
    /// type.
    /// </summary>
    /// <param name="type">The program type.</param>
    static virtual bool Takes(ProgramType type) => true;

    /// <summary>Adapts the definition to the best way of attaching that the running kernel supports.</summary>
    /// <param name="definition">The definition from the object.</param>
    static virtual ProgramDefinition Fit(in ProgramDefinition definition) => definition;
}
