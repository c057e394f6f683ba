extern alias runtime;

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.Loader;
using runtime::BpfGen;

namespace BpfGen.Parity;

/// <summary>Loads the programs of one compiled object.</summary>
internal sealed class SubjectLoader : IDisposable
{
    private readonly AssemblyLoadContext _context = new("subject", isCollectible: true);
    private readonly Type _class;
    private readonly MethodInfo _load;
    private readonly Type _options;

    private readonly KernelBtf? _btf;

    public SubjectLoader(byte[] assembly, CoreMode core)
    {
        _btf = core == CoreMode.Managed ? KernelBtf.OfRunningKernel() : null;
        using var stream = new MemoryStream(assembly);
        _class = _context.LoadFromStream(stream).GetType($"{Subject.Namespace}.{Subject.ClassName}", throwOnError: true)!;
        _options = _class.GetNestedType("LoadOptions")!;
        _load = _class.GetMethod("Load", [_options])!;
    }

    /// <summary>Loads the object with only one of its programs.</summary>
    /// <param name="member">The C# property of the program.</param>
    /// <returns>The number of instructions that the verifier processed.</returns>
    public long Load(string member)
    {
        using var loaded = (IDisposable)_load.Invoke(null, [OptionsFor(member)])!;
        return ((BpfProgram)_class.GetProperty(member)!.GetValue(loaded)!).GetInfo().VerifiedInstructions;
    }

    /// <summary>
    /// Creates load options that load only one program: <c>new() { Programs = { AutoLoad = false, Member = { AutoLoad = true } } }</c>. The
    /// options set empty pin paths, because objects with equal pin paths would otherwise share maps. Maps without a size get the smallest
    /// size.
    /// </summary>
    private object OptionsFor(string member)
    {
        var options = Activator.CreateInstance(_options)!;
        var programs = _options.GetProperty("Programs")!.GetValue(options)!;
        programs.GetType().GetProperty("AutoLoad")!.SetValue(programs, false);
        ((ProgramOptions)programs.GetType().GetProperty(member)!.GetValue(programs)!).AutoLoad = true;
        _options.GetProperty(nameof(KernelBtf))!.SetValue(options, _btf);
        foreach (var map in MapOptionsOf(options))
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
    private static uint SmallestSize(runtime::BpfGen.MapType type) => type switch
    {
        runtime::BpfGen.MapType.RingBuffer or runtime::BpfGen.MapType.UserRingBuffer => (uint)Environment.SystemPageSize,
        runtime::BpfGen.MapType.SkStorage
            or runtime::BpfGen.MapType.InodeStorage
            or runtime::BpfGen.MapType.TaskStorage
            or runtime::BpfGen.MapType.CgrpStorage
            or runtime::BpfGen.MapType.CgroupStorage
            or runtime::BpfGen.MapType.PerCpuCgroupStorage
            or runtime::BpfGen.MapType.StructOps
            or runtime::BpfGen.MapType.PerfEventArray => 0,
        _ => 1,
    };

    private IEnumerable<MapOptions> MapOptionsOf(object options)
    {
        // The options of an object without maps have no property Maps.
        var maps = _options.GetProperty("Maps")?.GetValue(options);
        return maps is null ? [] : maps.GetType().GetProperties().Select(property => property.GetValue(maps)).OfType<MapOptions>();
    }

    public void Dispose() => _context.Unload();
}
