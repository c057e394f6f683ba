using System;
using BpfGen.Interop;

namespace BpfGen.Loading;

// The load of a signed object: a program in the kernel creates everything, and the handles take it.
public sealed partial class ObjectLoader
{
    private SignedLoader? _signed;

    /// <summary>Runs the signed program that creates the maps and loads the programs.</summary>
    /// <param name="instructions">The instructions of the program, packed.</param>
    /// <param name="data">The data of the program, packed.</param>
    /// <param name="signatures">The hashes and signatures of the program.</param>
    /// <param name="maps">The count of the maps.</param>
    /// <param name="programs">The count of the programs.</param>
    /// <param name="symbols">The count of the kernel symbols that the program finds.</param>
    /// <exception cref="BpfException">The signature is wrong, or the kernel does not verify signatures.</exception>
    /// <exception cref="InvalidOperationException">The load options have a setting that does not apply to signed objects.</exception>
    public void RunSigned(
        ReadOnlySpan<ulong> instructions,
        ReadOnlySpan<ulong> data,
        ReadOnlySpan<ulong> signatures,
        int maps,
        int programs,
        int symbols)
    {
        var setting = _options is { KernelBtf: not null } ? nameof(ObjectOptions.KernelBtf)
            : _options is { TokenPath: not (null or "") } ? nameof(ObjectOptions.TokenPath)
            : _options is { PinRoot: not null } ? nameof(ObjectOptions.PinRoot)
            : null;
        if (setting is not null)
        {
            throw new InvalidOperationException($"{_objectName} is signed, so {setting} cannot change how it is loaded.");
        }

        _signed = new SignedLoader(_objectName, maps, programs, symbols);
        _held.Add(_signed);
        _signed.Run(
            new SignedCode(instructions, data, signatures, _memory), _options is null ? BpfKeyring.Builtin : _options.Keyring);
    }

    /// <summary>Takes a map that the signed program has created.</summary>
    /// <typeparam name="T">The handle's class.</typeparam>
    /// <param name="definition">The map.</param>
    /// <exception cref="BpfException">The kernel rejected the map.</exception>
    public T TakeMap<T>(MapDefinition definition)
        where T : BpfMap, IMapHandle<T>
    {
        var descriptor = _signed!.TakeMap(_maps.Count, definition);
        _maps.Add(descriptor);

        // The program has completed the sizes of buffers, and the kernel those of LRU hashes with a list for each CPU.
        if (definition.Type is MapType.RingBuffer or MapType.UserRingBuffer or MapType.PerfEventArray
                or MapType.LruHash or MapType.LruPerCpuHash
            && descriptor is not null && Bpf.Info(descriptor, out MapInfo info) == 0)
        {
            definition = definition with { MaxEntries = info.MaxEntries };
        }

        _definitions.Add(definition);
        var inner = definition.InnerMap is { } index ? _maps[index] ?? _signed.Peek(index) : null;
        return T.Create(new LoadedMap(descriptor, definition)
        {
            IsNew = true,
            Inner = definition.InnerMap is { } template ? _definitions[template] : null,
            InnerBtfId = inner is not null && Bpf.Info(inner, out MapInfo innerInfo) == 0 ? innerInfo.BtfId : 0,
        });
    }

    /// <summary>Passes a template of inner maps, which the signed program has created only for the map of maps.</summary>
    /// <param name="definition">The template.</param>
    /// <exception cref="BpfException">The kernel rejected the template.</exception>
    public void TakeTemplate(MapDefinition definition)
    {
        _signed!.ThrowIfRefused(_maps.Count, definition);
        _maps.Add(null);
        _definitions.Add(definition);
    }

    /// <summary>Takes a program that the signed program has loaded.</summary>
    /// <typeparam name="T">The handle's class.</typeparam>
    /// <param name="definition">The program.</param>
    /// <exception cref="VerifierException">The verifier rejected the program.</exception>
    /// <exception cref="BpfException">The kernel rejected the program before verification.</exception>
    public T TakeProgram<T>(ProgramDefinition definition)
        where T : BpfProgram, IProgramHandle<T>
    {
        var descriptor = _signed!.TakeProgram(_programs.Count, definition);
        _programs.Add(descriptor);
        return T.Create(new LoadedProgram(descriptor, definition) { UsdtSpecs = _usdtSpecs, Object = _object });
    }
}
