using System;
using System.Buffers;
using System.Collections.Generic;
using System.ComponentModel;
using System.Runtime.InteropServices;
using BpfGen.Interop;

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
    private readonly List<FileDescriptor> _maps = [];
    private readonly List<FileDescriptor> _templates = [];
    private readonly List<FileDescriptor> _programs = [];
    private readonly List<string> _pins = [];
    private ulong[] _instructions = [];
    private FileDescriptor? _types;
    private bool _isComplete;

    /// <summary>Begins to load an object.</summary>
    /// <param name="objectName">The object's name, for messages.</param>
    /// <param name="littleEndian">The byte order that its instructions were compiled for.</param>
    /// <param name="license">The licence of its programs; empty for none.</param>
    /// <exception cref="PlatformNotSupportedException">This is not Linux, or a machine of the other byte order.</exception>
    public ObjectLoader(string objectName, bool littleEndian, string license)
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
        MemoryLimit.Lift();

        static string Name(bool isLittle) => isLittle ? "little" : "big";
    }

    /// <summary>
    /// Tells the kernel the object's types. Where it does not take them, the object loads without, unless a program depends on them.
    /// </summary>
    /// <param name="btf">The types.</param>
    /// <param name="size">Their size in bytes; what there is more is padding.</param>
    public void LoadTypes(ReadOnlySpan<ulong> btf, int size) => _types = TypeFactory.TryLoad(MemoryMarshal.AsBytes(btf)[..size]);

    /// <summary>Creates a map, or opens the one that is pinned where it wants to be.</summary>
    /// <typeparam name="T">The class of its handle.</typeparam>
    /// <param name="definition">The map.</param>
    /// <exception cref="BpfException">The kernel refused it, or what is pinned is another map.</exception>
    public T CreateMap<T>(in MapDefinition definition)
        where T : BpfMap, IMapHandle<T>
    {
        var fitted = MapSizes.Fit(definition);
        var inner = fitted.InnerMap is { } index ? _maps[index] : null;
        var descriptor = fitted.PinPath is null
            ? MapFactory.Create(fitted, inner, _types, _objectName)
            : MapPinning.OpenOrCreate(fitted, inner, _types, _objectName, _pins);
        _maps.Add(descriptor);
        return T.Create(new LoadedMap(descriptor, fitted));
    }

    /// <summary>Creates a map that shows the kernel what the inner maps of the next one look like, and goes when the load is over.</summary>
    /// <param name="definition">The map.</param>
    /// <exception cref="BpfException">The kernel refused it.</exception>
    public void CreateTemplate(in MapDefinition definition)
    {
        var template = MapFactory.Create(MapSizes.Fit(definition), inner: null, _types, _objectName);
        _maps.Add(template);
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
        var map = CreateMap<T>(definition);
        if (!data.IsEmpty)
        {
            map.WriteFirst(MemoryMarshal.AsBytes(data)[..map.ValueSize]);
        }

        if (isReadOnly)
        {
            map.Freeze();
        }

        return map;
    }

    /// <summary>Writes what is known only now into a copy of a program's instructions.</summary>
    /// <param name="instructions">The instructions as they were compiled.</param>
    /// <param name="relocations">Three numbers each: the instruction, the kind of its reference, and the map in the order of creation.</param>
    /// <returns>The instructions to load. They are valid until the next call.</returns>
    public ReadOnlySpan<ulong> Patch(ReadOnlySpan<ulong> instructions, ReadOnlySpan<int> relocations)
    {
        if (_instructions.Length < instructions.Length)
        {
            ReturnInstructions();
            _instructions = ArrayPool<ulong>.Shared.Rent(instructions.Length);
        }

        var patched = _instructions.AsSpan(0, instructions.Length);
        instructions.CopyTo(patched);
        InstructionPatcher.Apply(patched, relocations, _maps);
        return patched;
    }

    /// <summary>Loads a program.</summary>
    /// <typeparam name="T">The class of its handle.</typeparam>
    /// <param name="definition">The program.</param>
    /// <param name="instructions">Its instructions, patched.</param>
    /// <param name="information">What the kernel is told of them.</param>
    /// <exception cref="VerifierException">The verifier refused it.</exception>
    /// <exception cref="BpfException">The kernel refused it before the verifier saw it.</exception>
    public T LoadProgram<T>(in ProgramDefinition definition, ReadOnlySpan<ulong> instructions, ProgramInformation information = default)
        where T : BpfProgram, IProgramHandle<T>
    {
        var descriptor = ProgramFactory.Load(definition, instructions, information, _types, _license, _objectName);
        _programs.Add(descriptor);
        return T.Create(new LoadedProgram(descriptor, definition));
    }

    /// <summary>Hands over: from here on the handles own what was made.</summary>
    /// <typeparam name="T">The type of the object's own class.</typeparam>
    /// <param name="handle">What holds all handles.</param>
    /// <returns>The same.</returns>
    public T Complete<T>(T handle)
    {
        _isComplete = true;
        return handle;
    }

    /// <summary>Takes what was made out of the kernel again, unless the load was complete.</summary>
    public void Dispose()
    {
        ReturnInstructions();
        _templates.ForEach(template => template.Dispose());
        _types?.Dispose();
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
            program.Dispose();
        }

        foreach (var map in _maps)
        {
            map.Dispose();
        }
    }

    private void ReturnInstructions()
    {
        if (_instructions.Length > 0)
        {
            ArrayPool<ulong>.Shared.Return(_instructions);
            _instructions = [];
        }
    }
}
