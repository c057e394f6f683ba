using System;
using System.Collections.Generic;
using System.IO;
using BpfGen.Btf;
using BpfGen.Interop;
using BpfGen.Maps;

namespace BpfGen.Loading;

/// <summary>
/// Converts the structs in an object's struct_ops maps to the layout of the running kernel's structs. Also finds the kernel struct and the
/// function pointer in it that each program implements, because the kernel requires both when it loads the program.
/// </summary>
internal sealed class StructOpsLoader(string objectName, KernelBtf? given) : IDisposable
{
    private readonly Dictionary<int, Binding?> _bindings = [];
    private readonly Dictionary<string, StructOpsType> _found = [];
    private readonly List<(StructOpsMap Map, List<(int Program, int Offset)> Functions)> _maps = [];
    private KernelBtfIndex? _types;

    /// <summary>Builds the value of a struct_ops map in the layout of the kernel's struct.</summary>
    /// <param name="definition">The map's definition. This method sets its value type and value size to those of the kernel.</param>
    /// <param name="typeName">The name of the kernel's struct.</param>
    /// <param name="members">The members of the object's struct.</param>
    /// <param name="data">The contents of the object's struct.</param>
    /// <exception cref="BpfException">The kernel does not have the struct, or the struct's members differ.</exception>
    public StructOpsValue LayOut(
        ref MapDefinition definition, string typeName, ReadOnlySpan<StructOpsMember> members, ReadOnlySpan<byte> data)
    {
        try
        {
            var type = Find(definition, typeName);
            definition = definition with
            {
                ValueSize = (uint)type.ValueSize,
                KernelValueType = new KernelReference { Id = type.ValueId, ModuleFd = FdOf(type) },
            };
            var value = new byte[type.ValueSize];
            var functions = new List<(int Program, int Offset)>();
            foreach (var member in members)
            {
                Place(member, type, definition, data.Slice(member.Offset, member.Size), value, functions);
            }

            return new StructOpsValue(value, functions);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            // Use only InvalidDataException's message: NativeAOT applications may omit .NET's message texts (UseSystemResourceKeys).
            throw Failure(definition, exception is InvalidDataException
                ? $"The kernel's types cannot be used: {exception.Message}."
                : $"The kernel's types ({KernelBtfIndex.Folder}) cannot be read.");
        }
    }

    /// <summary>Registers the programs of a struct_ops map. A program is loaded only if a map that uses it is created.</summary>
    public void Add(StructOpsMap map, ReadOnlySpan<StructOpsMember> members, StructOpsValue? value)
    {
        foreach (var member in members)
        {
            if (member.Program is { } program)
            {
                _bindings.TryAdd(program, null);
            }
        }

        if (value is not null)
        {
            _maps.Add((map, value.Functions));
        }
    }

    /// <summary>
    /// Adds to a program's definition the kernel struct and the function that the program implements. A program that belongs to no
    /// struct_ops map keeps its definition.
    /// </summary>
    /// <param name="index">The program's index, in the order of loading.</param>
    /// <param name="definition">The object's definition.</param>
    public ProgramDefinition Apply(int index, ProgramDefinition definition) =>
        !_bindings.TryGetValue(index, out var binding) ? definition
        : binding is null ? definition with { AutoLoad = false }
        : definition with
        {
            AutoLoad = true,
            AttachTo = new KernelReference { Id = binding.Type.Id, ModuleFd = FdOf(binding.Type) },
            ExpectedAttachType = (AttachType)binding.Member,
        };

    /// <summary>Passes the loaded programs to their struct_ops maps.</summary>
    public void SetPrograms(List<FileDescriptor?> programs)
    {
        foreach (var (map, functions) in _maps)
        {
            var placed = new List<(FileDescriptor Program, int Offset)>(functions.Count);
            foreach (var (program, offset) in functions)
            {
                placed.Add((programs[program]!, offset));
            }

            map.SetPrograms(placed);
        }
    }

    public void Dispose() => _types?.Dispose();

    private static int FdOf(StructOpsType type) => type.Module is { } module ? (int)module.Descriptor.DangerousGetHandle() : 0;

    private StructOpsType Find(MapDefinition definition, string typeName)
    {
        if (_found.TryGetValue(typeName, out var known))
        {
            return known;
        }

        _types ??= KernelBtf.TryOpen(given) ?? throw Failure(definition, $"The kernel has no BTF ({KernelBtfIndex.Path}), which is " +
            "required to find its struct.");
        var type = _types.FindStructOps(typeName)
            ?? throw Failure(definition, $"Neither this kernel nor a loaded module supports struct_ops of type '{typeName}' (it has no " +
                $"struct 'bpf_struct_ops_{typeName}').{_types.NearestStructOps(typeName)}");
        _found.Add(typeName, type);
        return type;
    }

    private void Place(
        in StructOpsMember member,
        StructOpsType type,
        MapDefinition definition,
        ReadOnlySpan<byte> data,
        byte[] value,
        List<(int Program, int Offset)> functions)
    {
        if (type.Find(member.Name) is not { } kernel)
        {
            // A member that the kernel lacks is an error only if the object sets the member.
            if (member.Program is not null || data.ContainsAnyExcept((byte)0))
            {
                throw Failure(definition, $"Its member '{member.Name}' is set, and the kernel's struct has no such " +
                    $"member.{type.Nearest(member.Name)}");
            }

            return;
        }

        var difference =
            member.IsBitField || kernel.IsBitField ? "is a bit field, which cannot be set"
            : (int)kernel.Kind != member.Kind ? $"has another kind of type in the kernel ({kernel.Kind})"
            : member.Program is not null && !kernel.IsFunction ? "is not a function pointer in the kernel"
            : member.Program is null && kernel.Size != member.Size ? $"has {member.Size} bytes, and {kernel.Size} bytes in the kernel"
            : null;
        if (difference is not null)
        {
            throw Failure(definition, $"Its member '{member.Name}' {difference}.");
        }

        var offset = type.Offset + kernel.Offset;
        if (offset + (member.Program is null ? member.Size : sizeof(ulong)) > value.Length)
        {
            throw Failure(definition, $"Its member '{member.Name}' ends after the end of the kernel's struct.");
        }

        if (member.Program is { } program)
        {
            Bind(program, type, kernel.Index, member, definition);
            functions.Add((program, offset));
        }
        else
        {
            data.CopyTo(value.AsSpan(offset));
        }
    }

    /// <summary>
    /// Binds a program to one function of one kernel struct. Several maps can use the program, but only for this function.
    /// </summary>
    private void Bind(int program, StructOpsType type, int index, in StructOpsMember member, MapDefinition definition)
    {
        if (_bindings.TryGetValue(program, out var earlier)
            && earlier is not null
            && (earlier.Type.Id != type.Id || earlier.Member != index))
        {
            throw Failure(definition, $"The program in its member '{member.Name}' is used elsewhere in the object for another member or " +
                "another struct.");
        }

        _bindings[program] = new Binding(type, index);
    }

    private BpfException Failure(MapDefinition definition, string reason) =>
        new("Load", MapFactory.Describe(definition, objectName), reason);

    /// <summary>The kernel struct, and the member of it that a program implements.</summary>
    private sealed record Binding(StructOpsType Type, int Member);
}

/// <summary>The value of a struct_ops map, before the programs are written into it.</summary>
/// <param name="Bytes">The bytes of the kernel's struct.</param>
/// <param name="Functions">The programs that implement the functions, and the offsets of these functions in the struct.</param>
internal sealed record StructOpsValue(byte[] Bytes, List<(int Program, int Offset)> Functions);
