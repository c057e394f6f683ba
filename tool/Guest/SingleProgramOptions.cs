extern alias runtime;

using System;
using System.Linq;
using System.Runtime.Versioning;
using runtime::BpfGen;
using RuntimeMapType = runtime::BpfGen.MapType;

namespace BpfGen.Tool.Guest;

/// <summary>Creates the load options of a generated class that load only one of its programs.</summary>
internal static class SingleProgramOptions
{
    /// <summary>
    /// Creates the options: <c>new() { Programs = { AutoLoad = false, Member = { AutoLoad = true } } }</c>. They set empty pin paths,
    /// because objects with equal pin paths would otherwise share maps. Maps without a size get the smallest one.
    /// </summary>
    /// <param name="type">The generated class of the options.</param>
    /// <param name="member">The C# property of the program.</param>
    [SupportedOSPlatform("linux")]
    public static object Create(Type type, string member)
    {
        var options = Activator.CreateInstance(type)!;
        var programs = type.GetProperty("Programs")!.GetValue(options)!;
        programs.GetType().GetProperty("AutoLoad")!.SetValue(programs, false);
        ((ProgramOptions)programs.GetType().GetProperty(member)!.GetValue(programs)!).AutoLoad = true;

        // The options of an object without maps have no property Maps.
        var maps = type.GetProperty("Maps")?.GetValue(options);
        foreach (var map in maps?.GetType().GetProperties().Select(property => property.GetValue(maps)).OfType<MapOptions>() ?? [])
        {
            map.PinPath = "";
            if (map.MaxEntries == 0 && SmallestSize(map.Type) is > 0 and var entries)
            {
                map.MaxEntries = entries;
            }
        }

        return options;
    }

    /// <summary>
    /// Returns the number of entries for a map whose size the object leaves to the load options: the smallest valid number, as in veristat.
    /// 0 leaves the size unchanged.
    /// </summary>
    [SupportedOSPlatform("linux")]
    private static uint SmallestSize(RuntimeMapType type) => type switch
    {
        RuntimeMapType.RingBuffer or RuntimeMapType.UserRingBuffer => (uint)Environment.SystemPageSize,
        RuntimeMapType.SkStorage or RuntimeMapType.InodeStorage or RuntimeMapType.TaskStorage or RuntimeMapType.CgrpStorage
            or RuntimeMapType.CgroupStorage or RuntimeMapType.PerCpuCgroupStorage or RuntimeMapType.StructOps
            or RuntimeMapType.PerfEventArray => 0,
        _ => 1,
    };
}
