using System;
using System.ComponentModel;
using System.Runtime.InteropServices;
using BpfGen.Errors;
using BpfGen.Host;
using BpfGen.KernelConfig;

namespace BpfGen.Loading;

/// <summary>
/// Load options of an object. The generator derives a class for each object, which has the options of each map and program, and the initial
/// values of global variables.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ObjectOptions : IConfigOverrides
{
    /// <summary>The directory of the pin paths in generated code. <see cref="PinRoot"/> replaces this directory.</summary>
    private const string UsualPinRoot = Wire.PinRoot.Default;

    private MapOptions?[] _maps = [];
    private ProgramOptions?[] _programs = [];
    private byte[]?[] _config = [];
    private ulong?[] _constants = [];

    /// <summary>
    /// The directory for the maps that the object pins by name: a BPF file system or a directory in one. Null for <c>/sys/fs/bpf</c>. The
    /// load creates missing folders; if the load fails, it removes them again.
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
    /// that namespace (Linux 6.9). A privileged process mounts the file system with options such as <c>delegate_cmds=any</c>. The load
    /// creates a token from the file system, and passes the token to the kernel with every map, program and BTF.
    /// </summary>
    /// <remarks>
    /// If null, the environment variable <c>LIBBPF_BPF_TOKEN_PATH</c> gives the path. If neither gives a path, the load tries
    /// <c>/sys/fs/bpf</c>, and uses no token if that file system delegates nothing. In the first user namespace, which has no tokens, the
    /// load does not try. If this property or the variable gives a path, a load that cannot create a token fails. An empty string means no
    /// token.
    /// </remarks>
    public string? TokenPath { get; set; }

    /// <summary>
    /// Whether to create the maps whose <see cref="MapOptions.AutoCreate"/> is not set. Null for the default: all maps are created, except
    /// struct_ops maps in sections whose names begin with <c>?</c>.
    /// </summary>
    protected internal bool? AutoCreate { get; protected set; }

    /// <summary>
    /// Whether to load the programs whose <see cref="ProgramOptions.AutoLoad"/> is not set; null to let each program's section decide.
    /// </summary>
    protected internal bool? AutoLoad { get; protected set; }

    /// <summary>The content of the verifier's log for programs whose <see cref="ProgramOptions.LogLevel"/> is not set.</summary>
    protected internal VerifierLogLevel LogLevel { get; protected set; }

    /// <summary>
    /// The size of the first buffer for the log, in bytes, for programs whose <see cref="ProgramOptions.LogSize"/> is not set.
    /// </summary>
    protected internal uint LogSize { get; protected set; } = ProgramOptions.UsualLogSize;

    /// <summary>
    /// For a signed object: the keyring with the certificate of the signature. Null to load the object without checking its signature.
    /// </summary>
    protected internal BpfKeyring? Keyring { get; protected set; } = BpfKeyring.Builtin;

    /// <summary>
    /// The capabilities that the programs enabled by the options need, as a bit mask: bit N stands for capability number N. The mask in
    /// generated code covers only the programs that are loaded by default.
    /// </summary>
    internal ulong Capabilities { get; set; }

    /// <summary>Returns the options of a map.</summary>
    /// <param name="index">The map's index, in the order of creation.</param>
    /// <param name="definition">The object's definition of the map.</param>
    /// <param name="inner">For a map of maps: the object's definition of the inner maps; null if it has none.</param>
    protected MapOptions MapAt(int index, MapDefinition definition, MapDefinition? inner = null) =>
        At(ref _maps, index) ??= new MapOptions(this, definition, inner);

    /// <summary>Returns the options of a program.</summary>
    /// <param name="index">The program's index, in the order of loading.</param>
    /// <param name="definition">The object's definition of the program.</param>
    protected ProgramOptions ProgramAt(int index, ProgramDefinition definition) =>
        At(ref _programs, index) ??= new ProgramOptions(this, definition);

    /// <summary>Returns the initial values of the section of variables that a map holds; empty if the map holds none.</summary>
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

    /// <summary>Returns the bytes of the variables of a section that has no struct; empty if the variables are unchanged.</summary>
    /// <param name="values">The variables.</param>
    protected static ReadOnlySpan<byte> BytesOf(SectionValues values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return values.GivenBytes;
    }

    /// <summary>
    /// Returns the initial values of the section of variables that a map holds; empty if the map holds none, or if the values are
    /// unchanged.
    /// </summary>
    internal ReadOnlySpan<byte> GivenVariables(int map) => VariablesOf(map);

    /// <summary>Returns the value that the options set for a configuration variable; null if the kernel's value is used.</summary>
    /// <typeparam name="T">The variable's type.</typeparam>
    /// <param name="index">The variable's index in the list that the loader receives.</param>
    protected T? ConfigAt<T>(int index)
        where T : unmanaged => GivenConfig(index) is { IsEmpty: false } given ? MemoryMarshal.Read<T>(given) : null;

    /// <summary>Sets the value of a configuration variable.</summary>
    /// <typeparam name="T">The variable's type.</typeparam>
    /// <param name="index">The variable's index in the list that the loader receives.</param>
    /// <param name="value">The value; null to use the kernel's value.</param>
    protected void SetConfigAt<T>(int index, T? value)
        where T : unmanaged =>
            At(ref _config, index) = value is { } given ? MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in given)).ToArray() : null;

    /// <summary>
    /// Returns the value of a load constant (an undefined symbol of the object file, such as <c>LIMIT</c> in an assembly instruction), or
    /// null if the options set no value.
    /// </summary>
    /// <param name="index">The index of the constant in the list that the loader receives.</param>
    protected internal ulong? ConstantAt(int index) => index < _constants.Length ? _constants[index] : null;

    /// <summary>
    /// Sets the value of a load constant (an undefined symbol of the object file, such as <c>LIMIT</c> in an assembly instruction). Null
    /// removes the value.
    /// </summary>
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

    // The following methods are virtual, so that trimming removes them and the code that they use if an application creates no options.

    /// <summary>Applies the options to a map's definition.</summary>
    /// <param name="index">The map's index, in the order of creation.</param>
    /// <param name="definition">The object's definition.</param>
    /// <param name="hasVariables">Whether the map has global variables, so that its type cannot change.</param>
    /// <param name="objectName">The object's name, for messages.</param>
    /// <exception cref="ArgumentException">Options contradict each other.</exception>
    /// <exception cref="BpfException">The kernel gives no information about the map in InnerMap.Reuse or InnerMap.ReuseHandle.</exception>
    internal virtual WantedMap Prepare(int index, MapDefinition definition, bool hasVariables, string objectName)
    {
        var moved = PinRoot is null ? definition : definition with { PinPath = Moved(definition.PinPath) };
        return index < _maps.Length && _maps[index] is { } options
            ? options.Prepare(moved, hasVariables, objectName)
            : new WantedMap(moved) { IsSkipped = !(AutoCreate ?? definition.AutoCreate) };
    }

    /// <summary>Checks the options of a struct_ops map.</summary>
    /// <param name="index">The map's index, in the order of creation.</param>
    /// <param name="definition">The object's definition.</param>
    /// <returns>Whether to create the map.</returns>
    /// <exception cref="ArgumentException">The options do not apply to struct_ops maps.</exception>
    internal virtual bool CreatesStructOps(int index, MapDefinition definition)
    {
        if (index >= _maps.Length || _maps[index] is not { } options)
        {
            return AutoCreate ?? definition.AutoCreate;
        }

        options.CheckStructOps();
        return options.AutoCreate;
    }

    /// <summary>Applies the options to a program's definition.</summary>
    /// <param name="index">The program's index, in the order of loading.</param>
    /// <param name="definition">The object's definition.</param>
    /// <exception cref="ArgumentException">The options contradict the hook of the program's section.</exception>
    internal virtual ProgramDefinition Prepare(int index, ProgramDefinition definition) =>
        index < _programs.Length && _programs[index] is { } options
            ? options.Prepare(definition)
            : AutoLoad is null && LogLevel == VerifierLogLevel.None && LogSize == ProgramOptions.UsualLogSize ? definition
            : definition with { AutoLoad = AutoLoad ?? definition.AutoLoad, LogLevel = LogLevel, LogSize = LogSize };

    /// <summary>
    /// Whether the load continues without a program that failed. It does so if the program is optional and the failure concerns only this
    /// program.
    /// </summary>
    internal virtual bool LeavesOut(ProgramDefinition definition, BpfException failure) =>
        definition.IsOptional && failure is not VerifierException && MissingTarget.IsReason(failure);

    /// <summary>Creates the exception for a map type that the class of the map's property does not support.</summary>
    internal virtual ArgumentException OtherClass(MapDefinition own, MapType given) => new(
        $"The options of map '{own.Name}' set Type to {KindNames.Of(given)}, but the class of its property is for maps of type "
            + $"{KindNames.Of(own.Type)}.");

    /// <summary>Creates the exception for a program type that the class of the program's property does not support.</summary>
    internal virtual ArgumentException OtherClass(ProgramDefinition own, ProgramType given) => new(
        $"The options of program '{own.Name}' set Type to {KindNames.Of(given)}, but the class of its property is for programs of type "
            + $"{KindNames.Of(own.Type)}.");

    /// <summary>Creates the exception for keys, values or inner maps that do not fit their C# types.</summary>
    internal virtual ArgumentException OtherSizes(MapDefinition own, InvalidOperationException difference) =>
        new($"The options of map '{own.Name}' do not fit the map's C# types: {difference.Message}", difference);

    /// <summary>Replaces the directory of one of the object's pin paths by <see cref="PinRoot"/>.</summary>
    internal string? Moved(string? pinPath) =>
        PinRoot is null || pinPath is null ? pinPath : PinRoot + pinPath[UsualPinRoot.Length..];

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
