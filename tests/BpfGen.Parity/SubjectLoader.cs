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
    /// Creates <c>new() { Programs = { AutoLoad = false, Member = { AutoLoad = true } } }</c>. Empty pin paths keep all maps unpinned:
    /// otherwise, objects that pin maps under the same name would share these maps.
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
        }

        return options;
    }

    private IEnumerable<MapOptions> MapOptionsOf(object options)
    {
        // The options of an object without maps have no property Maps.
        var maps = _options.GetProperty("Maps")?.GetValue(options);
        return maps is null ? [] : maps.GetType().GetProperties().Select(property => property.GetValue(maps)).OfType<MapOptions>();
    }

    public void Dispose() => _context.Unload();
}
