using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Runtime.InteropServices;
using BpfGen.Btf;
using BpfGen.Errors;
using BpfGen.Host;
using BpfGen.Interop;
using BpfGen.KernelConfig;
using BpfGen.KernelFacts;
using BpfGen.Links;
using BpfGen.Maps;
using BpfGen.Programs;

namespace BpfGen.Loading;

/// <summary>
/// Loads one object: first its maps, then its programs, whose instructions contain the maps' file descriptors. The loader owns everything
/// that it creates until <see cref="Complete"/> is called. If the loader is disposed before that call, it removes everything from the
/// kernel again.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed partial class ObjectLoader : IDisposable
{
    private readonly string _objectName;
    private readonly string _license;
    private readonly ObjectOptions? _options;
    private readonly List<FileDescriptor?> _maps = [];
    private readonly List<MapDefinition> _definitions = [];
    private List<int>? _emptyMapsOfMaps;
    private readonly InnerTemplates _templates;
    private readonly List<FileDescriptor?> _programs = [];
    private readonly NewPins _pins = new();
    private readonly List<IDisposable> _held = [];
    private readonly ProgramCode _code;
    private readonly LoadedObject _object = new();
    private LoadedBtf _types;
    private UsdtSpecs? _usdtSpecs;
    private StructOpsLoader? _structs;
    private KernelReference[] _kernel = [];
    private int[] _modules = [];
    private LoadConstants? _constants;
    private UnusableValues? _unusable;
    private ProgramRelocator? _relocator;
    private readonly LoadMemory _memory = new();
    private LoadList<byte> _btf;
    private bool _keepsToken;
    private bool _isComplete;

    /// <summary>Starts to load an object.</summary>
    /// <param name="objectName">The object's name, for messages.</param>
    /// <param name="littleEndian">Whether the object was compiled for little-endian byte order.</param>
    /// <param name="license">The license of the programs; empty for none.</param>
    /// <param name="options">The load options; null for none.</param>
    /// <exception cref="PlatformNotSupportedException">
    /// The operating system is not Linux, or the machine has the other byte order.
    /// </exception>
    public ObjectLoader(string objectName, bool littleEndian, string license, ObjectOptions? options = null)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException($"{objectName} cannot be loaded: eBPF objects load on Linux only.");
        }

        if (littleEndian != BitConverter.IsLittleEndian)
        {
            throw new PlatformNotSupportedException(
                $"{objectName} cannot be loaded: it was compiled for {Name(littleEndian)}-endian machines, and this machine is " +
                $"{Name(BitConverter.IsLittleEndian)}-endian.");
        }

        _objectName = objectName;
        _license = license;
        _code = new ProgramCode(_memory) { Maps = _maps };
        _options = options;
        _templates = new InnerTemplates(objectName);
        MemoryLimit.Lift();
        _relocator = options?.Relocator?.ForNewLoad();
        _types = new LoadedBtf(null, BpfToken.Create(options?.TokenPath, objectName)) { Capabilities = options?.Capabilities ?? 0 };

        static string Name(bool isLittle) => isLittle ? "little" : "big";
    }

    /// <summary>
    /// The capabilities that loading and attaching the object needs. Bit N stands for capability number N. If the kernel rejects a map or
    /// program because the process lacks capabilities, the error message names every capability in this mask that the process lacks. If the
    /// mask is 0, the message names only capabilities that the rejected map or program needs.
    /// </summary>
    public ulong Capabilities
    {
        get => _types.Capabilities;
        init => _types = _types with { Capabilities = value | (_options?.Capabilities ?? 0) };
    }

    /// <summary>
    /// Loads the object's BTF into the kernel. If the kernel rejects the BTF, the object is loaded without BTF, and only programs that need
    /// BTF fail.
    /// </summary>
    /// <param name="packed">The BTF, packed.</param>
    /// <exception cref="BpfException">The process or the machine lacks a resource.</exception>
    public void LoadTypes(ReadOnlySpan<ulong> packed)
    {
        var btf = PackedTypes.Unpack(packed, _memory);
        _btf = LoadList<byte>.Of(btf);
        _types = BtfLoader.Load(btf, _types.Token) with { Capabilities = _types.Capabilities };

        // If a kernel rejects the types, the object can load without them. But if the kernel only lacks memory or file descriptors at the
        // moment, throw. Otherwise, the object would work differently after the next load, without any message.
        if (_types.Refusal is { Errno: Errno.EAGAIN or Errno.ENOMEM or Errno.EMFILE or Errno.ENFILE } refusal)
        {
            throw new BpfException("BPF_BTF_LOAD", refusal.Errno, $"the types of {_objectName}", Hints.Common(refusal.Errno));
        }
    }

    /// <summary>
    /// Allows the loader to resolve CO-RE relocations itself if the running kernel cannot, because the kernel is older than Linux 5.17 or
    /// rejects the object's BTF.
    /// </summary>
    public void UseCoreResolver()
    {
        if (_relocator is null && (RunningKernel.Version < FirstKernels.CoreRelocations || _types.Descriptor is null))
        {
            _relocator = new CoreRelocator(KernelBtf.OfRunningKernel());
        }
    }

    /// <summary>
    /// Uses the values of CO-RE relocations that were computed at build time, if there are any for the running kernel. If the load options
    /// name a BTF file, the loader uses that file instead.
    /// </summary>
    /// <param name="kernels">The keys that identify the kernels.</param>
    /// <param name="packed">The tables of values, packed.</param>
    public void UseKernelValues(ReadOnlySpan<ulong> kernels, ReadOnlySpan<ulong> packed)
    {
        if (_options?.KernelBtf is null)
        {
            _relocator = EmbeddedRelocator.Find(kernels, packed, usual: _relocator) ?? _relocator;
        }
    }

    /// <summary>
    /// Resolves all references of the object to kernel symbols. If the kernel lacks a required symbol, loading the programs that use it
    /// fails.
    /// </summary>
    /// <param name="symbols">The symbols.</param>
    /// <returns>The results, in the same order.</returns>
    public ReadOnlySpan<KernelReference> ResolveKernel(ReadOnlySpan<KernelSymbol> symbols)
    {
        var resolver = new KernelResolver(_objectName, _options?.KernelBtf);
        _held.Add(resolver);
        _kernel = resolver.Find(symbols);
        _modules = resolver.Modules;
        return _kernel;
    }

    /// <summary>Creates a map, or opens the map that is pinned at its path.</summary>
    /// <typeparam name="T">The handle's class.</typeparam>
    /// <param name="definition">The map.</param>
    /// <exception cref="BpfException">The kernel rejected the map, or the pinned map has another type or size.</exception>
    /// <exception cref="InvalidOperationException">The object leaves a size to the load options, and they do not set it.</exception>
    public T CreateMap<T>(MapDefinition definition)
        where T : BpfMap, IMapHandle<T> => CreateMap<T>(definition, default, hasVariables: false);

    /// <summary>
    /// Registers the template of a map of maps: a map with the type and sizes of the inner maps. The loader creates the template together
    /// with the map of maps, and removes the template when the load ends.
    /// </summary>
    /// <param name="definition">The definition of the template.</param>
    public void AddTemplate(MapDefinition definition)
    {
        _templates.Add(_maps.Count);
        _maps.Add(null);
        _definitions.Add(definition);
    }

    /// <summary>Creates the map of a section of global variables, with their initial values.</summary>
    /// <typeparam name="T">The handle's class.</typeparam>
    /// <param name="definition">The map.</param>
    /// <param name="data">The values, padded to whole words; empty if all are zero.</param>
    /// <param name="isReadOnly">Whether to freeze the map, so that the verifier can rely on its values.</param>
    /// <exception cref="BpfException">The kernel rejected the map.</exception>
    public T CreateData<T>(MapDefinition definition, ReadOnlySpan<ulong> data, bool isReadOnly)
        where T : BpfMap, IMapHandle<T>
    {
        var given = _options is null ? [] : _options.GivenVariables(_maps.Count);
        return CreateMap<T>(
            definition, new InitialValues(given.IsEmpty ? MemoryMarshal.AsBytes(data) : given, isReadOnly), hasVariables: true);
    }

    /// <summary>Creates an arena, with the initial values of its variables.</summary>
    /// <typeparam name="T">The handle's class.</typeparam>
    /// <param name="definition">The map.</param>
    /// <param name="data">The values.</param>
    /// <exception cref="BpfException">The kernel rejected the map, or the arena is too small for the variables.</exception>
    public T CreateArena<T>(MapDefinition definition, ReadOnlySpan<ulong> data)
        where T : ArenaMap, IMapHandle<T>
    {
        var given = _options is null ? [] : _options.GivenVariables(_maps.Count);
        var map = CreateMap<T>(definition, default, hasVariables: true);

        // Write the initial values only into a new arena: a reused arena keeps the values that its programs have written.
        if (map.IsNew)
        {
            map.WriteFirst(given.IsEmpty ? MemoryMarshal.AsBytes(data) : given);
        }

        return map;
    }

    /// <summary>Sets the maps in which USDT programs look up their probes' arguments (libbpf's <c>usdt.bpf.h</c>).</summary>
    /// <param name="specs">Map <c>__bpf_usdt_specs</c>.</param>
    /// <param name="addresses">Map <c>__bpf_usdt_ip_to_spec_id</c>, or null if the object has none.</param>
    public void UseUsdt(BpfMap specs, BpfMap? addresses) => _usdtSpecs = new UsdtSpecs(specs, addresses);

    /// <summary>Sets the names of the object's load constants (undefined symbols whose values the load options give).</summary>
    /// <param name="names">The names of the constants.</param>
    public void UseConstants(ReadOnlySpan<string> names) => _constants = new LoadConstants(names.ToArray(), _options, _objectName);

    /// <summary>
    /// Creates the read-only map of the configuration variables. Their values come from the load options or from the kernel's
    /// configuration. If the kernel lacks a required value, loading fails for the programs that read it.
    /// </summary>
    /// <typeparam name="T">The handle's class.</typeparam>
    /// <param name="definition">The map.</param>
    /// <param name="values">The configuration variables.</param>
    /// <exception cref="BpfException">The kernel rejected the map.</exception>
    public T CreateConfig<T>(MapDefinition definition, ReadOnlySpan<ConfigVariable> values)
        where T : BpfMap, IMapHandle<T>
    {
        var missing = new List<(ConfigVariable Variable, BpfException Failure)>();
        var bytes = ConfigWriter.Write(values, (int)definition.ValueSize, _options, _objectName, missing);
        _unusable = new MissingValues(_maps.Count, missing);
        return CreateMap<T>(definition, new InitialValues(bytes, isReadOnly: true), hasVariables: true);
    }

    /// <summary>Creates a struct_ops map, and finds the function of the kernel's struct that each of its programs implements.</summary>
    /// <param name="definition">The map.</param>
    /// <param name="typeName">The name of the kernel's struct.</param>
    /// <param name="members">The members of the object's struct.</param>
    /// <param name="data">The contents of the object's struct.</param>
    /// <exception cref="BpfException">
    /// The kernel rejected the map, does not have the struct, or has other members in the struct.
    /// </exception>
    public StructOpsMap CreateStructOps(
        MapDefinition definition, string typeName, ReadOnlySpan<StructOpsMember> members, ReadOnlySpan<ulong> data)
    {
        if (_structs is null)
        {
            _held.Add(_structs = new StructOpsLoader(_objectName, _options?.KernelBtf));
        }

        var index = _maps.Count;
        var given = _options is null ? [] : _options.GivenVariables(index);
        var wanted = definition;
        StructOpsValue? value = null;
        FileDescriptor? descriptor = null;
        if (_options?.CreatesStructOps(index, definition) ?? definition.AutoCreate)
        {
            value = _structs.LayOut(ref wanted, typeName, members, given.IsEmpty ? MemoryMarshal.AsBytes(data) : given);
            descriptor = MapFactory.Create(wanted, inner: null, _types, _objectName);
        }

        _maps.Add(descriptor);
        _definitions.Add(wanted);
        var map = new StructOpsMap(new LoadedMap(descriptor, wanted), value?.Bytes ?? [], _object);
        _structs.Add(map, members, value);
        return map;
    }

    /// <summary>Checks that a program can work on this machine's architecture, unless the load options skip the program.</summary>
    /// <param name="definition">The program.</param>
    /// <param name="architecture">The architecture for which the program is compiled.</param>
    /// <param name="use">
    /// The reason why the program works only on this architecture, as the end of a sentence about the program:
    /// <c>reads 'struct pt_regs.di'</c>.
    /// </param>
    /// <exception cref="BpfException">This process runs on another architecture.</exception>
    public void CheckArchitecture(ProgramDefinition definition, Architecture architecture, string use)
    {
        var wanted = _options?.Prepare(_programs.Count, definition) ?? definition;
        if (wanted.AutoLoad
            && ForeignArchitecture.Explain(use, architecture, RuntimeInformation.ProcessArchitecture) is { } explanation)
        {
            throw new BpfException("Load", ProgramFactory.Describe(wanted, _objectName), explanation);
        }
    }

    /// <summary>Unpacks the object's code. The result is valid until the loader is disposed.</summary>
    /// <param name="instructions">The instructions of all functions, packed.</param>
    /// <param name="functions">Two numbers for each function: the index of its first instruction, and its BTF type or 0.</param>
    /// <param name="relocations">
    /// Three numbers for each relocation: the index of the instruction, the kind of the relocation, and the index of the target.
    /// </param>
    /// <param name="lines">The source lines of the instructions (<c>struct bpf_line_info</c>), packed.</param>
    /// <param name="coreRelocations">The CO-RE relocations (<c>struct bpf_core_relo</c>), packed.</param>
    /// <param name="jumpTables">
    /// For each jump table: the number of its targets, then the targets. A target is the index of an instruction, counted from the start of
    /// the function.
    /// </param>
    public ObjectCode UnpackCode(
        ReadOnlySpan<ulong> instructions,
        ReadOnlySpan<uint> functions,
        ReadOnlySpan<uint> relocations,
        ReadOnlySpan<ulong> lines = default,
        ReadOnlySpan<ulong> coreRelocations = default,
        ReadOnlySpan<int> jumpTables = default) =>
        new(PackedWords.Unpack(instructions, _memory), functions, relocations, lines, coreRelocations, jumpTables, _memory);

    /// <summary>Assembles a program from the object's functions, applies its relocations, and loads it.</summary>
    /// <typeparam name="T">The handle's class.</typeparam>
    /// <param name="definition">The program.</param>
    /// <param name="code">The object's code.</param>
    /// <param name="functions">The indexes of the program's functions, its main function first.</param>
    /// <exception cref="VerifierException">The verifier rejected the program.</exception>
    /// <exception cref="BpfException">The kernel rejected the program before verification, or its attach target was not found.</exception>
    /// <exception cref="InvalidOperationException">Neither the program's section nor its options name its attach target.</exception>
    public T LoadProgram<T>(ProgramDefinition definition, ObjectCode code, ReadOnlySpan<int> functions)
        where T : BpfProgram, IProgramHandle<T>
    {
        var wanted = definition;
        if (_options is not null)
        {
            wanted = _options.Prepare(_programs.Count, definition);
            if (wanted.Type != definition.Type && !T.Takes(wanted.Type))
            {
                throw _options.OtherClass(definition, wanted.Type);
            }
        }

        if (_structs is not null)
        {
            wanted = _structs.Apply(_programs.Count, wanted);
        }

        FileDescriptor? descriptor = null;
        BpfException? failure = null;
        string? log = null;
        if (wanted.AutoLoad)
        {
            try
            {
                if (wanted.Finder is { } finder)
                {
                    wanted = wanted with { AttachTo = finder.Find(wanted, _objectName, _options?.KernelBtf, _held) };
                }

                wanted = T.Fit(wanted);
                _unusable?.ThrowIfUsed(code, functions);

                // The maps of the jump tables can be closed after the load, because the loaded program keeps them.
                using var tables = new JumpTables(code.JumpTables, wanted, _objectName, _types.Token);
                Assemble(code, functions, tables);
                if (!_code.Information.CoreRelocations.IsEmpty)
                {
                    _relocator?.Apply(_code, code, _btf.Items, wanted, _objectName, _held);
                }

                descriptor = ProgramFactory.Load(wanted, _code, _types, _kernel, _modules, _license, _objectName, out log);
            }
            catch (BpfException exception) when (_options is not null && _options.LeavesOut(wanted, exception))
            {
                failure = exception;
            }
        }

        _programs.Add(descriptor);
        return T.Create(new LoadedProgram(descriptor, wanted)
        {
            UsdtSpecs = _usdtSpecs,
            Object = _object,
            VerifierLog = log,
            Failure = failure,
        });
    }

    /// <summary>Fills maps of maps with the inner maps that the object names. Reused maps keep their entries.</summary>
    /// <param name="slots">
    /// Three numbers for each entry: the index of the map of maps, the key, and the index of the inner map. Indexes are in the order of
    /// creation.
    /// </param>
    /// <exception cref="BpfException">The kernel rejected an entry.</exception>
    /// <exception cref="InvalidOperationException">The load options skip the inner map of an entry.</exception>
    public void FillMapsOfMaps(ReadOnlySpan<int> slots)
    {
        for (var i = 0; i < slots.Length; i += InitialSlots.NumbersPerSlot)
        {
            if (_emptyMapsOfMaps?.Contains(slots[i]) == true)
            {
                InitialSlots.Set(_maps[slots[i]], _definitions[slots[i]].Name, slots[i + 1], _maps[slots[i + 2]], "map", _objectName);
            }
        }
    }

    /// <summary>
    /// Fills program arrays with the programs that the object names. The entry of a skipped program stays empty: a tail call to it fails,
    /// and the calling program continues.
    /// </summary>
    /// <param name="slots">
    /// Three numbers for each entry: the index of the array in the order of creation, the key, and the index of the program in the
    /// order of loading.
    /// </param>
    /// <exception cref="BpfException">The kernel rejected an entry.</exception>
    public void FillProgramArrays(ReadOnlySpan<int> slots)
    {
        for (var i = 0; i < slots.Length; i += InitialSlots.NumbersPerSlot)
        {
            if (_programs[slots[i + 2]] is { } program)
            {
                InitialSlots.Set(_maps[slots[i]], _definitions[slots[i]].Name, slots[i + 1], program, "program", _objectName);
            }
        }
    }

    /// <summary>Completes the load. From now on, the handles own the maps and programs.</summary>
    /// <typeparam name="T">The object's class.</typeparam>
    /// <param name="handle">The instance that holds all handles.</param>
    /// <returns>The same instance.</returns>
    public T Complete<T>(T handle)
    {
        _signed?.ThrowIfFailed();
        _structs?.SetPrograms(_programs);
        _object.Instance = handle;
        _isComplete = true;
        return handle;
    }

    /// <summary>Removes everything that the loader created from the kernel, unless the load is complete.</summary>
    public void Dispose()
    {
        _memory.Dispose();
        _templates.Dispose();
        _types.Dispose();
        if (!_isComplete || !_keepsToken)
        {
            _types.Token.Dispose();
        }

        foreach (var held in _held)
        {
            held.Dispose();
        }

        if (_isComplete)
        {
            return;
        }

        _pins.Remove();
        foreach (var program in _programs)
        {
            program?.Dispose();
        }

        foreach (var map in _maps)
        {
            map?.Dispose();
        }
    }

    /// <summary>Assembles a program and applies its relocations. The result is valid until the next call.</summary>
    internal ReadOnlySpan<ulong> Assemble(ObjectCode code, ReadOnlySpan<int> functions, JumpTables jumpTables)
    {
        _code.Assemble(code, functions);
        var patcher = new InstructionPatcher(_code, _maps, _kernel, jumpTables) { Constants = _constants };
        foreach (var function in functions)
        {
            patcher.Apply(code[function], _code.StartOf(function));
        }

        return _code.Instructions;
    }

    private T CreateMap<T>(MapDefinition definition, InitialValues values, bool hasVariables)
        where T : BpfMap, IMapHandle<T>
    {
        var wanted = _options is null
            ? new WantedMap(definition)
            : _options.Prepare(_maps.Count, definition, hasVariables, _objectName);
        if (wanted.ChangesShape)
        {
            CheckClass<T>(wanted, definition);
        }

        var fitted = MapSizes.Fit(wanted.Definition);
        MapDefinition? innerDefinition = null;
        var inner = wanted.IsSkipped ? null : _templates.For(wanted, _maps, _definitions, _types, ref innerDefinition);
        var isNew = false;
        var descriptor = wanted.IsSkipped
            ? null
            : MapSource.OpenOrCreate(ref fitted, wanted.Reuse, values, inner, _types, _objectName, _pins, out isNew);
        _maps.Add(descriptor);
        _definitions.Add(fitted);
        if (isNew && inner is not null)
        {
            (_emptyMapsOfMaps ??= []).Add(_maps.Count - 1);
        }

        var map = T.Create(new LoadedMap(descriptor, fitted)
        {
            IsNew = isNew,
            Inner = innerDefinition,
            InnerBtfId = inner is not null && Bpf.Info(inner, out MapInfo info) == 0 ? info.BtfId : 0,
            Token = inner is null ? null : _types.Token.Descriptor,
        });
        _keepsToken |= inner is not null;
        map.PinPath = descriptor is null || wanted.Reuse is not null ? null : fitted.PinPath;
        return map;
    }

    /// <summary>If the options change the type or the sizes of a map, checks that the map still fits its C# class.</summary>
    /// <exception cref="ArgumentException">The class is for another map type, or its C# types have other sizes.</exception>
    private void CheckClass<T>(in WantedMap wanted, MapDefinition definition)
        where T : BpfMap, IMapHandle<T>
    {
        if (!T.Takes(wanted.Definition.Type))
        {
            throw _options!.OtherClass(definition, wanted.Definition.Type);
        }

        // Create a handle only to check the key and value sizes, which its constructor does. No map is created for it.
        var created = new LoadedMap(descriptor: null, wanted.Definition) { Inner = wanted.Inner };
        try
        {
            _ = T.Create(created);
        }
        catch (InvalidOperationException exception)
        {
            throw _options!.OtherSizes(definition, exception);
        }
    }
}
