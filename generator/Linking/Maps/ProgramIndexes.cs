using System.Collections.Generic;

namespace BpfGen.Generator.Linking;

/// <summary>Finds the index of a program in the model by the section and offset of its main function.</summary>
internal static class ProgramIndexes
{
    /// <param name="programs">The main functions of the programs, in the order of the model.</param>
    /// <returns>The index of each program by the index of its section and its offset in the section.</returns>
    public static Dictionary<(int Section, int Start), int> Of(IReadOnlyList<CodeFunction> programs)
    {
        var indexes = new Dictionary<(int, int), int>();
        for (var i = 0; i < programs.Count; i++)
        {
            indexes[(programs[i].Section.Index, programs[i].Start)] = i;
        }

        return indexes;
    }
}
