using BpfGen.Generator.Model;

namespace BpfGen.Generator.Emission;

/// <summary>The names of maps that hold sections of global variables, as libbpf makes them.</summary>
internal static class SectionMapName
{
    /// <summary>
    /// Whether the map's name begins with the object's name. It does for sections such as <c>.bss</c>, which several objects have. The map
    /// of a section with a custom name (<c>.data.settings</c>) has only the section's name.
    /// </summary>
    public static bool BeginsWithObject(MapModel map) =>
        map.Data is not null && map.Type is not (MapType.Arena or MapType.StructOps) && map.Name.IndexOf('.', 1) < 0;

    /// <summary>
    /// The whole name: the object file's name up to its first dot, and the section's. The runtime cuts it for the kernel.
    /// </summary>
    public static string Of(string objectFile, MapModel map) => objectFile.Split('.')[0] + map.Name;
}
