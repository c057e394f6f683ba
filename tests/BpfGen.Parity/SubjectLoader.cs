extern alias runtime;

using System;
using System.IO;
using System.Reflection;
using System.Runtime.Loader;
using BpfGen.Tool.Guest;
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

    private object OptionsFor(string member)
    {
        var options = SingleProgramOptions.Create(_options, member);
        _options.GetProperty(nameof(KernelBtf))!.SetValue(options, _btf);
        return options;
    }

    public void Dispose() => _context.Unload();
}
