using System.ComponentModel;

namespace BpfGen.Loading;

/// <summary>A class of program handles that the loader can make one of.</summary>
/// <typeparam name="TSelf">The class.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IProgramHandle<TSelf>
    where TSelf : BpfProgram, IProgramHandle<TSelf>
{
    /// <summary>Makes a handle of a program that has been loaded.</summary>
    /// <param name="program">The program.</param>
    static abstract TSelf Create(LoadedProgram program);

    /// <summary>Whether the class is for programs of a type: what is opened by path or id could be any.</summary>
    /// <param name="type">The type.</param>
    static virtual bool Takes(ProgramType type) => true;

    /// <summary>The program as it is loaded for the best way of attaching that the running kernel has.</summary>
    /// <param name="definition">The program as the object has it.</param>
    static virtual ProgramDefinition Fit(in ProgramDefinition definition) => definition;
}
