using System;
using System.Collections.Generic;
using System.IO;
using BpfGen.Btf;
using BpfGen.Interop;
using BpfGen.Maps;

namespace BpfGen.Loading;

/// <summary>
/// Brings an object's structs of functions into the shape that the running kernel has them in, and tells its programs which function of which
/// struct they are, which the kernel wants to know when it loads them.
/// </summary>
internal sealed class StructOpsLoader(string objectName) : IDisposable
{
    private readonly Dictionary<int, Binding?> _bindings = [];
    private readonly Dictionary<string, StructOpsType> _found = [];
    private readonly List<(StructOpsMap Map, List<(int Program, int Offset)> Functions)> _maps = [];
    private KernelBtfIndex? _types;

    /// <summary>Lays out what a map is to hold.</summary>
    /// <param name="definition">The map; it gets the kernel's type and size.</param>
    /// <param name="typeName">The name of the kernel's struct.</param>
    /// <param name="members">The members of the object's struct.</param>
    /// <param name="data">What the object's struct holds.</param>
    /// <exception cref="BpfException">The kernel has no such struct, or has it otherwise.</exception>
    public StructOpsValue LayOut(ref MapDefinition definition, string typeName, ReadOnlySpan<StructOpsMember> members, ReadOnlySpan<byte> data)
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
            throw Failure(definition, $"What the kernel says of its types cannot be used: {exception.Message}.");
        }
    }

    /// <summary>Notes a map's programs: they are loaded where one of their maps is made.</summary>
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

    /// <summary>A program as it is loaded.</summary>
    /// <param name="index">Which program, in the order of loading.</param>
    /// <param name="definition">What the object says of it.</param>
    public ProgramDefinition Apply(int index, in ProgramDefinition definition) =>
        !_bindings.TryGetValue(index, out var binding) ? definition
        : binding is null ? definition with { AutoLoad = false }
        : definition with
        {
            AutoLoad = true,
            AttachTo = new KernelReference { Id = binding.Type.Id, ModuleFd = FdOf(binding.Type) },
            ExpectedAttachType = (AttachType)binding.Member,
        };

    /// <summary>Gives the maps their programs.</summary>
    public void SetPrograms(IReadOnlyList<FileDescriptor?> programs)
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

    private StructOpsType Find(in MapDefinition definition, string typeName)
    {
        if (_found.TryGetValue(typeName, out var known))
        {
            return known;
        }

        _types ??= KernelBtfIndex.TryOpen() ?? throw Failure(definition, $"The kernel does not show its types ({KernelBtfIndex.Path}), by which its struct would be found.");
        var type = _types.FindStructOps(typeName)
            ?? throw Failure(definition, $"Neither this kernel nor any module that is loaded takes functions as a struct '{typeName}' (it has no struct 'bpf_struct_ops_{typeName}').", Errno.ESRCH);
        _found.Add(typeName, type);
        return type;
    }

    private void Place(
        in StructOpsMember member, StructOpsType type, in MapDefinition definition, ReadOnlySpan<byte> data, byte[] value, List<(int Program, int Offset)> functions)
    {
        if (type.Find(member.Name) is not { } kernel)
        {
            // What is not set, a kernel need not have.
            if (member.Program is not null || data.ContainsAnyExcept((byte)0))
            {
                throw Failure(definition, $"Its member '{member.Name}' is set, and the kernel's struct has none of this name.", Errno.EOPNOTSUPP);
            }

            return;
        }

        var difference =
            member.IsBitField || kernel.IsBitField ? "is a bit field, which cannot be set"
            : (int)kernel.Kind != member.Kind ? $"is of another kind in the kernel ({kernel.Kind})"
            : member.Program is not null && !kernel.IsFunction ? "is no pointer to a function in the kernel"
            : member.Program is null && kernel.Size != member.Size ? $"has {member.Size} bytes, and {kernel.Size} in the kernel"
            : null;
        if (difference is not null)
        {
            throw Failure(definition, $"Its member '{member.Name}' {difference}.", Errno.EOPNOTSUPP);
        }

        var offset = type.Offset + kernel.Offset;
        if (offset + (member.Program is null ? member.Size : sizeof(ulong)) > value.Length)
        {
            throw Failure(definition, $"Its member '{member.Name}' is outside the kernel's struct.");
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

    /// <summary>A program is one function of one struct, in however many maps.</summary>
    private void Bind(int program, StructOpsType type, int index, in StructOpsMember member, in MapDefinition definition)
    {
        if (_bindings.TryGetValue(program, out var earlier) && earlier is not null && (earlier.Type.Id != type.Id || earlier.Member != index))
        {
            throw Failure(definition, $"The program in its member '{member.Name}' is another member, or one of another struct, elsewhere in the object.");
        }

        _bindings[program] = new Binding(type, index);
    }

    private BpfException Failure(in MapDefinition definition, string reason, int errno = Errno.EINVAL) =>
        new("BPF_MAP_CREATE", errno, MapFactory.Describe(definition, objectName), reason);

    /// <summary>What a program is.</summary>
    private sealed record Binding(StructOpsType Type, int Member);
}

/// <summary>What a map of functions is to hold, but for its programs.</summary>
/// <param name="Bytes">The kernel's struct.</param>
/// <param name="Functions">Where in it which program goes.</param>
internal sealed record StructOpsValue(byte[] Bytes, List<(int Program, int Offset)> Functions);
