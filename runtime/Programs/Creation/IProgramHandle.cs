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
    /// Returns whether the class supports a program type. Opening a program by path or id calls this method, because the program can have
    /// any type.
    /// </summary>
    /// <param name="type">The program type.</param>
    static virtual bool Takes(ProgramType type) => true;

    /// <summary>
    /// Adapts the definition of a program, so that it can later be attached in the best way that the running kernel supports.
    /// </summary>
    /// <param name="definition">The object's definition of the program.</param>
    static virtual ProgramDefinition Fit(ProgramDefinition definition) => definition;
}
