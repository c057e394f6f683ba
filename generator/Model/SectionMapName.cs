namespace BpfGen.Generator.Model;

/// <summary>The names of maps that hold sections of global variables. They are the same names as with libbpf.</summary>
internal static class SectionMapName
{
    /// <summary>
    /// Whether the map's name begins with the object's name. True for sections such as <c>.bss</c>, which most objects have. The name of a
    /// map for a custom section (<c>.data.settings</c>) is only the section's name.
    /// </summary>
    public static bool BeginsWithObject(MapModel map) =>
        map.Data is not null && map.Type is not (MapType.Arena or MapType.StructOps) && map.Name.IndexOf('.', 1) < 0;

    /// <summary>
    /// The whole name: the object file's name up to the first dot, followed by the section's name. BpfGen's runtime shortens this name for
    /// the kernel.
    /// </summary>
    public static string Of(string objectFile, MapModel map) => objectFile.Split('.')[0] + map.Name;
}
