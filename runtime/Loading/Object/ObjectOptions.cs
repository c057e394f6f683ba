using System;
using System.ComponentModel;
using System.Runtime.InteropServices;
using BpfGen.KernelConfig;

namespace BpfGen.Loading;

/// <summary>What a load makes of an object, where that is not what the object says. Each object has a class of its own, with its maps and programs by name.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ObjectOptions : IConfigOverrides
{
    /// <summary>Where the paths that the generator writes begin.</summary>
    private const string UsualPinRoot = "/sys/fs/bpf";

    private MapOptions?[] _maps = [];
    private ProgramOptions?[] _programs = [];
    private byte[]?[] _config = [];

    /// <summary>
    /// The folder of the maps that the object pins, a BPF file system or a folder in one; <c>/sys/fs/bpf</c> unless it is set.
    /// </summary>
    public string? PinRoot { get; set; }

    /// <summary>Whether those programs are loaded for which <see cref="ProgramOptions.AutoLoad"/> is null; null for what their sections say.</summary>
    protected internal bool? AutoLoad { get; protected set; }

    /// <summary>The options of a map.</summary>
    /// <param name="index">Which map, in the order of creation.</param>
    protected MapOptions MapAt(int index) => At(ref _maps, index) ??= new MapOptions();

    /// <summary>The options of a program.</summary>
    /// <param name="index">Which program, in the order of loading.</param>
    protected ProgramOptions ProgramAt(int index) => At(ref _programs, index) ??= new ProgramOptions();

    /// <summary>The first values of a section of variables; none for a map that is no such section.</summary>
    /// <param name="map">Which map, in the order of creation.</param>
    protected virtual ReadOnlySpan<byte> VariablesOf(int map) => [];

    /// <summary>The first values that the object gives its variables.</summary>
    /// <typeparam name="T">A struct of the section's variables.</typeparam>
    /// <param name="words">The section, padded to whole numbers.</param>
    protected static T InitialOf<T>(ReadOnlySpan<ulong> words)
        where T : unmanaged => MemoryMarshal.Read<T>(MemoryMarshal.AsBytes(words));

    /// <summary>The bytes of variables.</summary>
    /// <typeparam name="T">A struct of the section's variables.</typeparam>
    /// <param name="variables">The variables.</param>
    protected static ReadOnlySpan<byte> BytesOf<T>(ref readonly T variables)
        where T : unmanaged => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in variables));

    /// <summary>The bytes of variables that are no struct; none where they are as the object has them.</summary>
    /// <param name="values">The variables.</param>
    protected static ReadOnlySpan<byte> BytesOf(SectionValues values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return values.GivenBytes;
    }

    /// <summary>The first values that are asked for a section of variables; none for a map that is no such section.</summary>
    internal ReadOnlySpan<byte> GivenVariables(int map) => VariablesOf(map);

    /// <summary>What a value of the kernel's configuration is to be; null for what the kernel has.</summary>
    /// <typeparam name="T">The type of its variable.</typeparam>
    /// <param name="index">Which value, in the order that the loader is given them in.</param>
    protected T? ConfigAt<T>(int index)
        where T : unmanaged => GivenConfig(index) is { IsEmpty: false } given ? MemoryMarshal.Read<T>(given) : null;

    /// <summary>Says what a value of the kernel's configuration is to be, or with null that it is what the kernel has.</summary>
    /// <typeparam name="T">The type of its variable.</typeparam>
    /// <param name="index">Which value, in the order that the loader is given them in.</param>
    /// <param name="value">The value.</param>
    protected void SetConfigAt<T>(int index, T? value)
        where T : unmanaged => At(ref _config, index) = value is { } given ? MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in given)).ToArray() : null;

    /// <summary>What is asked for a value of the kernel's configuration; nothing where that is what the kernel has.</summary>
    private ReadOnlySpan<byte> GivenConfig(int index) => index < _config.Length ? _config[index] : [];

    ReadOnlySpan<byte> IConfigOverrides.OverrideOf(int index) => GivenConfig(index);

    /// <summary>What is asked for a map, or null.</summary>
    internal MapOptions? GivenForMap(int index) => index < _maps.Length ? _maps[index] : null;

    /// <summary>A map as it is made.</summary>
    /// <param name="index">Which map, in the order of creation.</param>
    /// <param name="definition">What the object says of it.</param>
    internal MapDefinition Apply(int index, in MapDefinition definition)
    {
        var moved = PinRoot is null || definition.PinPath is null ? definition : definition with { PinPath = PinRoot + definition.PinPath[UsualPinRoot.Length..] };
        return GivenForMap(index) is { } options ? options.ApplyTo(moved) : moved;
    }

    /// <summary>A program as it is loaded.</summary>
    /// <param name="index">Which program, in the order of loading.</param>
    /// <param name="definition">What the object says of it.</param>
    internal ProgramDefinition Apply(int index, in ProgramDefinition definition) => index < _programs.Length && _programs[index] is { } options
        ? options.ApplyTo(definition, AutoLoad)
        : definition with { AutoLoad = AutoLoad ?? definition.AutoLoad };

    private static ref T? At<T>(ref T?[] options, int index)
        where T : class
    {
        if (index >= options.Length)
        {
            Array.Resize(ref options, index + 1);
        }

        return ref options[index];
    }
}
