using System.Collections.Generic;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Checks;

/// <summary>Checks that the object has the byte order of the platform for which the project is built.</summary>
internal static class PlatformChecks
{
    public static IEnumerable<Problem> Run(ObjectModel model, TargetPlatform platform)
    {
        if (model.IsLittleEndian != platform.IsLittleEndian)
        {
            yield return Problem.Of(
                Rules.WrongByteOrder,
                Name(model.IsLittleEndian),
                platform.Name,
                Name(platform.IsLittleEndian),
                platform.IsLittleEndian ? "bpfel" : "bpfeb");
        }
    }

    private static string Name(bool isLittleEndian) => isLittleEndian ? "little" : "big";
}
