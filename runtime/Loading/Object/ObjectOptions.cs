using System;
using System.ComponentModel;
using System.Runtime.InteropServices;
using BpfGen.Host;
using BpfGen.KernelConfig;

namespace BpfGen.Loading;

/// <summary>
/// Load options of an object. Each object has a derived class, in which each map, program and read-only section has a property.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ObjectOptions : IConfigOverrides
{
    /// <summary>The directory with which the paths in generated code begin.</summary>
    private const string UsualPinRoot = Wire.PinRoot.Default;

    private MapOptions?[] _maps = [];
    private ProgramOptions?[] _programs = [];
    private byte[]?[] _config = [];
    private ulong?[] _constants = [];

    /// <summary>
    /// The directory for the maps that the object pins by name: a BPF file system or a directory in one. Null for <c>/sys/fs/bpf</c>.
    /// Missing folders are created; if the load fails, they are removed again.
    /// </summary>
    /// <exception cref="ArgumentException">The path is empty or relative.</exception>
    public string? PinRoot
    {
        get;
        set => field = value is null ? null : PinPaths.Checked(value, nameof(PinRoot)).TrimEnd('/');
    }

    /// <summary>
    /// The kernel's types from a file, for a kernel that has no BTF of its own. Null for the running kernel's own BTF. With a file, the
    /// loader resolves all CO-RE relocations itself. The file must describe the running kernel, otherwise programs read wrong fields.
    /// </summary>
    public KernelBtf? KernelBtf
    {
        get;
        set
        {
            field = value;
            Relocator = value is null ? null : new CoreRelocator(value);
        }
    }

    /// <summary>The relocator that uses <see cref="KernelBtf"/>; null for none.</summary>
    internal ProgramRelocator? Relocator { get; private set; }

    /// <summary>
    /// The path of a BPF file system that delegates eBPF to the user namespace of the process, so that the load needs no privileges outside
    /// that namespace (Linux 6.9). A privileged process mounts it there with options such as <c>delegate_cmds=any</c>. The load creates a
    /// token from it, and passes the token to the kernel with all its maps, programs and types.
    /// </summary>
    /// <remarks>
    /// Null for the path in the environment variable <c>LIBBPF_BPF_TOKEN_PATH</c>. Without one, the load tries <c>/sys/fs/bpf</c>, and goes on
    /// without a token if that delegates nothing. If a path is set, the load fails without a token. An empty string means no token.
    /// </remarks>
    public string? TokenPath { get; set; }

    /// <summary>Whether to load the programs whose <see cref="ProgramOptions.AutoLoad"/> is null; null to follow their sections.</summary>
    protected internal bool? AutoLoad { get; protected set; }

    /// <summary>Returns the options of a map.</summary>
    /// <param name="index">The map's index, in the order of creation.</param>
    /// <param name="pinning">The <c>pinning</c> in the map's definition.</param>
    protected MapOptions MapAt(int index, uint pinning = 0) => At(ref _maps, index) ??= new MapOptions { Pinning = pinning };

    /// <summary>Returns the options of a program.</summary>
    /// <param name="index">The program's index, in the order of loading.</param>
    protected ProgramOptions ProgramAt(int index) => At(ref _programs, index) ??= new ProgramOptions();

    /// <summary>Returns the initial values of a section of variables; empty if the map is not such a section.</summary>
    /// <param name="map">The map's index, in the order of creation.</param>
    protected virtual ReadOnlySpan<byte> VariablesOf(int map) => [];

    /// <summary>Reads the initial values that the object gives its variables.</summary>
    /// <typeparam name="T">A struct of the section's variables.</typeparam>
    /// <param name="words">The section, padded to whole words.</param>
    protected static T InitialOf<T>(ReadOnlySpan<ulong> words)
        where T : unmanaged => MemoryMarshal.Read<T>(MemoryMarshal.AsBytes(words));

    /// <summary>Returns the bytes of a section's variables.</summary>
    /// <typeparam name="T">A struct of the section's variables.</typeparam>
    /// <param name="variables">The variables.</param>
    protected static ReadOnlySpan<byte> BytesOf<T>(ref readonly T variables)
        where T : unmanaged => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in variables));

    /// <summary>Returns the bytes of a section's variables without a struct; empty if they are unchanged.</summary>
    /// <param name="values">The variables.</param>
    protected static ReadOnlySpan<byte> BytesOf(SectionValues values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return values.GivenBytes;
    }

    /// <summary>
    /// Returns the initial values of a section of variables; empty if the map is not such a section, or if the values are unchanged.
    /// </summary>
    internal ReadOnlySpan<byte> GivenVariables(int map) => VariablesOf(map);

    /// <summary>Returns the value that the options set for a configuration variable; null if the kernel's value is used.</summary>
    /// <typeparam name="T">The variable's type.</typeparam>
    /// <param name="index">The variable's index, in the order in which the loader gets them.</param>
    protected T? ConfigAt<T>(int index)
        where T : unmanaged => GivenConfig(index) is { IsEmpty: false } given ? MemoryMarshal.Read<T>(given) : null;

    /// <summary>Sets the value of a configuration variable.</summary>
    /// <typeparam name="T">The variable's type.</typeparam>
    /// <param name="index">The variable's index, in the order in which the loader gets them.</param>
    /// <param name="value">The value; null to use the kernel's value.</param>
    protected void SetConfigAt<T>(int index, T? value)
        where T : unmanaged =>
            At(ref _config, index) = value is { } given ? MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in given)).ToArray() : null;

    /// <summary>Returns the value of a constant, or null if the options set no value.</summary>
    /// <param name="index">The index of the constant in the list that the loader receives.</param>
    protected internal ulong? ConstantAt(int index) => index < _constants.Length ? _constants[index] : null;

    /// <summary>Sets the value of a constant. Null removes the value.</summary>
    /// <param name="index">The index of the constant in the list that the loader receives.</param>
    /// <param name="value">The value.</param>
    protected void SetConstantAt(int index, ulong? value)
    {
        if (index >= _constants.Length)
        {
            Array.Resize(ref _constants, index + 1);
        }

        _constants[index] = value;
    }

    /// <summary>Returns the bytes that the options set for a configuration variable; empty if the kernel's value is used.</summary>
    private ReadOnlySpan<byte> GivenConfig(int index) => index < _config.Length ? _config[index] : [];

    ReadOnlySpan<byte> IConfigOverrides.OverrideOf(int index) => GivenConfig(index);

    /// <summary>Returns the options of a map; null if they were never accessed.</summary>
    internal MapOptions? GivenForMap(int index) => index < _maps.Length ? _maps[index] : null;

    /// <summary>Returns a map's definition with the options applied.</summary>
    /// <param name="index">The map's index, in the order of creation.</param>
    /// <param name="definition">The object's definition.</param>
    internal MapDefinition Apply(int index, in MapDefinition definition)
    {
        var moved = PinRoot is null || definition.PinPath is null
            ? definition
            : definition with { PinPath = PinRoot + definition.PinPath[UsualPinRoot.Length..] };
        return GivenForMap(index) is { } options ? options.ApplyTo(moved) : moved;
    }

    /// <summary>Returns a program's definition with the options applied.</summary>
    /// <param name="index">The program's index, in the order of loading.</param>
    /// <param name="definition">The object's definition.</param>
    internal ProgramDefinition Apply(int index, in ProgramDefinition definition) =>
        index < _programs.Length && _programs[index] is { } options
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
