using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Runtime.InteropServices;
using BpfGen.Btf;
using BpfGen.Host;
using BpfGen.Interop;
using BpfGen.KernelConfig;
using BpfGen.Links;
using BpfGen.Maps;

namespace BpfGen.Loading;

/// <summary>
/// Loads one object: the maps first, then the programs with the maps' file descriptors in their instructions. It owns whatever it makes
/// until <see cref="Complete"/>; disposed before that, it takes all of it out of the kernel again.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ObjectLoader : IDisposable
{
    private readonly string _objectName;
    private readonly string _license;
    private readonly ObjectOptions? _options;
    private readonly List<FileDescriptor?> _maps = [];
    private readonly List<MapDefinition> _definitions = [];
    private readonly List<int> _emptyMapsOfMaps = [];
    private readonly List<FileDescriptor> _templates = [];
    private readonly List<FileDescriptor?> _programs = [];
    private readonly List<string> _pins = [];
    private readonly List<IDisposable> _held = [];
    private readonly ProgramCode _code = new();
    private LoadedBtf _types;
    private UsdtSpecs? _usdtSpecs;
    private StructOpsLoader? _structs;
    private KernelReference[] _kernel = [];
    private int[] _modules = [];
    private bool _isComplete;

    /// <summary>Begins to load an object.</summary>
    /// <param name="objectName">The object's name, for messages.</param>
    /// <param name="littleEndian">The byte order that its instructions were compiled for.</param>
    /// <param name="license">The licence of its programs; empty for none.</param>
    /// <param name="options">What is asked of the load that the object does not say; null for nothing.</param>
    /// <exception cref="PlatformNotSupportedException">This is not Linux, or a machine of the other byte order.</exception>
    public ObjectLoader(string objectName, bool littleEndian, string license, ObjectOptions? options = null)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException($"{objectName} cannot be loaded: eBPF objects load on Linux only.");
        }

        if (littleEndian != BitConverter.IsLittleEndian)
        {
            throw new PlatformNotSupportedException(
                $"{objectName} cannot be loaded: it is compiled for {Name(littleEndian)}-endian machines, and this one is {Name(BitConverter.IsLittleEndian)}-endian.");
        }

        _objectName = objectName;
        _license = license;
        _options = options;
        MemoryLimit.Lift();

        static string Name(bool isLittle) => isLittle ? "little" : "big";
    }

    /// <summary>
    /// Tells the kernel the object's types. Where it does not take them, the object loads without, unless a program depends on them.
    /// </summary>
    /// <param name="packed">The types, packed.</param>
    public void LoadTypes(ReadOnlySpan<ulong> packed) => _types = BtfLoader.Load(PackedTypes.Unpack(packed));

    /// <summary>Finds in the running kernel what the object names, all of it at once.</summary>
    /// <param name="symbols">What it names.</param>
    /// <returns>What was found, in the same order.</returns>
    /// <exception cref="BpfException">The kernel does not have one that the object cannot do without, or has it otherwise.</exception>
    public ReadOnlySpan<KernelReference> ResolveKernel(ReadOnlySpan<KernelSymbol> symbols)
    {
        var resolver = new KernelResolver(_objectName);
        _held.Add(resolver);
        _kernel = resolver.Resolve(symbols);
        _modules = resolver.Modules;
        return _kernel;
    }

    /// <summary>Creates a map, or opens the one that is pinned where it wants to be.</summary>
    /// <typeparam name="T">The class of its handle.</typeparam>
    /// <param name="definition">The map.</param>
    /// <exception cref="BpfException">The kernel refused it, or what is pinned is another map.</exception>
    public T CreateMap<T>(in MapDefinition definition)
        where T : BpfMap, IMapHandle<T> => CreateMap<T>(definition, default);

    /// <summary>Creates a map that shows the kernel what the inner maps of the next one look like, and goes when the load is over.</summary>
    /// <param name="definition">The map.</param>
    /// <exception cref="BpfException">The kernel refused it.</exception>
    public void CreateTemplate(in MapDefinition definition)
    {
        var fitted = MapSizes.Fit(definition);
        var template = MapFactory.Create(fitted, inner: null, _types, _objectName);
        _maps.Add(template);
        _definitions.Add(fitted);
        _templates.Add(template);
    }

    /// <summary>Creates a map that holds a section of global variables, with their first values.</summary>
    /// <typeparam name="T">The class of its handle.</typeparam>
    /// <param name="definition">The map.</param>
    /// <param name="data">The values; none where all of it is zero. What they have more than the map is padding.</param>
    /// <param name="isReadOnly">Nobody may change it any more, and the verifier may rely on it.</param>
    /// <exception cref="BpfException">The kernel refused it.</exception>
    public T CreateData<T>(in MapDefinition definition, ReadOnlySpan<ulong> data, bool isReadOnly)
        where T : BpfMap, IMapHandle<T>
    {
        var given = _options is null ? [] : _options.GivenVariables(_maps.Count);
        return CreateMap<T>(definition, new InitialValues(given.IsEmpty ? MemoryMarshal.AsBytes(data) : given, isReadOnly));
    }

    /// <summary>Creates an arena, with the first values of the variables in it.</summary>
    /// <typeparam name="T">The class of its handle.</typeparam>
    /// <param name="definition">The map.</param>
    /// <param name="data">The values.</param>
    /// <exception cref="BpfException">The kernel refused it, or it is too small.</exception>
    public T CreateArena<T>(in MapDefinition definition, ReadOnlySpan<ulong> data)
        where T : ArenaMap, IMapHandle<T>
    {
        var given = _options is null ? [] : _options.GivenVariables(_maps.Count);
        var map = CreateMap<T>(definition);

        // One that was there already holds what its programs have made of it.
        if (map.IsNew)
        {
            map.WriteFirst(given.IsEmpty ? MemoryMarshal.AsBytes(data) : given);
        }

        return map;
    }

    /// <summary>Says in which maps the programs on USDT probes look up where the arguments are (libbpf's <c>usdt.bpf.h</c>).</summary>
    /// <param name="specs">Map <c>__bpf_usdt_specs</c>.</param>
    /// <param name="addresses">Map <c>__bpf_usdt_ip_to_spec_id</c>, or null.</param>
    public void UseUsdt(BpfMap specs, BpfMap? addresses) => _usdtSpecs = new UsdtSpecs(specs, addresses);

    /// <summary>Creates a map that holds values of the kernel's configuration, or others that options ask for. Nobody may change them.</summary>
    /// <typeparam name="T">The class of its handle.</typeparam>
    /// <param name="definition">The map.</param>
    /// <param name="values">Which values.</param>
    /// <exception cref="BpfException">The kernel refused it, or its configuration does not have a value that the object cannot do without.</exception>
    public T CreateConfig<T>(in MapDefinition definition, ReadOnlySpan<ConfigVariable> values)
        where T : BpfMap, IMapHandle<T> =>
        CreateMap<T>(definition, new InitialValues(ConfigWriter.Write(values, (int)definition.ValueSize, _options, _objectName), isReadOnly: true));

    /// <summary>Creates a map of functions that the kernel calls, and finds what each of them is to the kernel.</summary>
    /// <param name="definition">The map.</param>
    /// <param name="typeName">The name of the kernel's struct.</param>
    /// <param name="members">The members of the object's struct.</param>
    /// <param name="data">What the object's struct holds.</param>
    /// <exception cref="BpfException">The kernel refused it, or does not have the struct as the object has it.</exception>
    public StructOpsMap CreateStructOps(in MapDefinition definition, string typeName, ReadOnlySpan<StructOpsMember> members, ReadOnlySpan<ulong> data)
    {
        if (_structs is null)
        {
            _held.Add(_structs = new StructOpsLoader(_objectName));
        }

        var index = _maps.Count;
        var given = _options is null ? [] : _options.GivenVariables(index);
        var wanted = definition;
        StructOpsValue? value = null;
        FileDescriptor? descriptor = null;
        if (_options?.GivenForMap(index)?.AskedAutoCreate ?? definition.AutoCreate)
        {
            value = _structs.LayOut(ref wanted, typeName, members, given.IsEmpty ? MemoryMarshal.AsBytes(data) : given);
            descriptor = MapFactory.Create(wanted, inner: null, _types, _objectName);
        }

        _maps.Add(descriptor);
        _definitions.Add(wanted);
        var map = new StructOpsMap(new LoadedMap(descriptor, wanted), value?.Bytes ?? []);
        _structs.Add(map, members, value);
        return map;
    }

    /// <summary>Puts a program together of the object's functions, writes what is known only now into it, and loads it.</summary>
    /// <typeparam name="T">The class of its handle.</typeparam>
    /// <param name="definition">The program.</param>
    /// <param name="code">The object's functions.</param>
    /// <param name="functions">Those that the program is put together of, its own first.</param>
    /// <exception cref="VerifierException">The verifier refused it.</exception>
    /// <exception cref="BpfException">The kernel refused it before the verifier saw it.</exception>
    public T LoadProgram<T>(in ProgramDefinition definition, ObjectCode code, ReadOnlySpan<int> functions)
        where T : BpfProgram, IProgramHandle<T>
    {
        var wanted = definition;
        if (_options is not null)
        {
            wanted = _options.Apply(_programs.Count, definition);
        }

        if (_structs is not null)
        {
            wanted = _structs.Apply(_programs.Count, wanted);
        }

        if (wanted is { AutoLoad: true, Finder: { } finder })
        {
            wanted = wanted with { AttachTo = finder.Find(wanted, _objectName, _held) };
        }

        FileDescriptor? descriptor = null;
        if (wanted.AutoLoad)
        {
            wanted = T.Fit(wanted);

            // The program holds the maps of its tables once it is loaded.
            using var tables = new JumpTables(code.JumpTables, wanted, _objectName);
            Assemble(code, functions, tables);
            descriptor = ProgramFactory.Load(wanted, _code, _types, _kernel, _modules, _license, _objectName);
        }

        _programs.Add(descriptor);
        return T.Create(new LoadedProgram(descriptor, wanted) { UsdtSpecs = _usdtSpecs });
    }

    /// <summary>Puts maps into the maps of maps that the object has them in; those that were there already keep what they hold.</summary>
    /// <param name="slots">Three numbers each: the map of maps, the key, and the map, both in the order of creation.</param>
    /// <exception cref="BpfException">The kernel refused one.</exception>
    public void FillMapsOfMaps(ReadOnlySpan<int> slots)
    {
        for (var i = 0; i < slots.Length; i += InitialSlots.NumbersPerSlot)
        {
            if (_emptyMapsOfMaps.Contains(slots[i]))
            {
                InitialSlots.Set(_maps[slots[i]], _definitions[slots[i]].Name, slots[i + 1], _maps[slots[i + 2]], "map", _objectName);
            }
        }
    }

    /// <summary>Puts programs into the arrays that the object has them in; a program that is not loaded cannot be in one.</summary>
    /// <param name="slots">Three numbers each: the array in the order of creation, the key, and the program in the order of loading.</param>
    /// <exception cref="BpfException">The kernel refused one.</exception>
    public void FillProgramArrays(ReadOnlySpan<int> slots)
    {
        for (var i = 0; i < slots.Length; i += InitialSlots.NumbersPerSlot)
        {
            InitialSlots.Set(_maps[slots[i]], _definitions[slots[i]].Name, slots[i + 1], _programs[slots[i + 2]], "program", _objectName);
        }
    }

    /// <summary>Hands over: from here on the handles own what was made.</summary>
    /// <typeparam name="T">The type of the object's own class.</typeparam>
    /// <param name="handle">What holds all handles.</param>
    /// <returns>The same.</returns>
    public T Complete<T>(T handle)
    {
        _structs?.SetPrograms(_programs);
        _isComplete = true;
        return handle;
    }

    /// <summary>Takes what was made out of the kernel again, unless the load was complete.</summary>
    public void Dispose()
    {
        _templates.ForEach(template => template.Dispose());
        _types.Dispose();
        _held.ForEach(held => held.Dispose());
        if (_isComplete)
        {
            return;
        }

        foreach (var pin in _pins)
        {
            _ = Libc.Unlink(pin);
        }

        foreach (var program in _programs)
        {
            program?.Dispose();
        }

        foreach (var map in _maps)
        {
            map?.Dispose();
        }
    }

    /// <summary>Puts a program together, with what is known only now in its instructions; valid until the next call.</summary>
    internal ReadOnlySpan<ulong> Assemble(ObjectCode code, ReadOnlySpan<int> functions, JumpTables jumpTables)
    {
        _code.Assemble(code, functions);
        var patcher = new InstructionPatcher(_code, _maps, _kernel, jumpTables);
        foreach (var function in functions)
        {
            patcher.Apply(code[function], _code.StartOf(function));
        }

        return _code.Instructions;
    }

    private T CreateMap<T>(in MapDefinition definition, InitialValues values)
        where T : BpfMap, IMapHandle<T>
    {
        var options = _options?.GivenForMap(_maps.Count);
        var fitted = MapSizes.Fit(_options is null ? definition : _options.Apply(_maps.Count, definition));
        var isNew = false;
        var descriptor = options is { AutoCreate: false }
            ? null
            : MapSource.OpenOrCreate(ref fitted, options, values, Inner(fitted), _types, _objectName, _pins, out isNew);
        _maps.Add(descriptor);
        _definitions.Add(fitted);
        if (isNew && fitted.InnerMap is not null)
        {
            _emptyMapsOfMaps.Add(_maps.Count - 1);
        }

        return T.Create(new LoadedMap(descriptor, fitted)
        {
            IsNew = isNew,
            Inner = fitted.InnerMap is { } index ? _definitions[index] : null,
            InnerBtfId = fitted.InnerMap is { } inner && _maps[inner] is { } example && Bpf.Info(example, out MapInfo info) == 0 ? info.BtfId : 0,
        });
    }

    private FileDescriptor? Inner(in MapDefinition definition) => definition.InnerMap is not { } index
        ? null
        : _maps[index] ?? throw new InvalidOperationException(
            $"{MapFactory.Describe(definition, _objectName)} cannot be created: the map that its inner maps look like is not created, because its options say AutoCreate = false.");
}
