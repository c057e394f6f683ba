using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using BpfGen.Btf;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Model;
using BpfGen.KernelFacts;
using BpfGen.Loading;
using BpfGen.Wire;

namespace BpfGen.Generator.Signing;

/// <summary>
/// Builds the loader program of an object: an eBPF program of type <c>BPF_PROG_TYPE_SYSCALL</c> that loads the types, finds the symbols of
/// the kernel, creates the maps and loads the programs, all from its data. Only this program has a signature; with it, the kernel knows the
/// origin of everything that the program loads.
/// </summary>
/// <remarks>
/// libbpf's light skeletons (<c>gen_loader.c</c>) have the same idea. The form of the program and of its data is BpfGen's own.
/// </remarks>
internal sealed class LoaderBuilder
{
    /// <summary>The number of entries of a perf event array whose definition has none: the most CPUs of a kernel on x64.</summary>
    public const uint MostCpus = 8192;

    private const int SmallestRing = 4096;

    private const int MapCreate = 0;
    private const int MapUpdateElement = 2;
    private const int ProgramLoad = 5;
    private const int BtfLoad = 18;
    private const int MapFreeze = 22;

    private readonly ObjectModel _model;
    private readonly string _objectName;
    private readonly Effort _effort;
    private readonly LoaderCode _code;
    private readonly LoaderBlob _blob;
    private readonly LoaderSymbols _symbols;
    private readonly int _descriptors;
    private readonly int _license;

    private LoaderBuilder(ObjectModel model, string objectName, string license, Effort effort)
    {
        _model = model;
        _objectName = objectName;
        _effort = effort;
        _code = new LoaderCode(effort);
        _blob = new LoaderBlob(effort);

        // A call of a kernel function refers to the BTF of its module by an index in the array of file descriptors. Index 0 is the kernel
        // itself, so no module can have this index.
        var firstModule = Math.Max(1, model.Maps.Count);
        _descriptors = _blob.Reserve((firstModule + LoadedSymbols.CountWithTargets(model)) * sizeof(int));
        _license = _blob.Add(license);
        _symbols = new LoaderSymbols(_code, _blob, _descriptors, firstModule, ModuleContext(model));
    }

    /// <summary>Builds the program and its data.</summary>
    /// <param name="model">The object. <c>SigningChecks</c> has found no reason against it.</param>
    /// <param name="objectName">The name of the object, from which names of maps begin.</param>
    /// <param name="license">The license of the programs.</param>
    /// <param name="effort">Counts the work toward the limit of the object.</param>
    public static (IReadOnlyList<ulong> Instructions, byte[] Data) Build(
        ObjectModel model, string objectName, string license, Effort effort)
    {
        var builder = new LoaderBuilder(model, objectName, license, effort);
        builder.Write();
        return (builder._code.Instructions, builder._blob.ToArray());
    }

    /// <summary>
    /// Builds the instructions that end the program if its data is not the data of the signature. The kernel computes the hash of the map
    /// (<c>BPF_OBJ_GET_INFO_BY_FD</c>), and the instructions read it from the kernel's own <c>struct bpf_map</c>, whose field <c>excl</c>
    /// says whether another program could change the map afterwards. Linux 7.3 checks the data itself.
    /// </summary>
    /// <param name="hash">The SHA-256 hash of the data.</param>
    public static IReadOnlyList<ulong> Check(ReadOnlySpan<byte> hash)
    {
        const int ExclusiveOffset = 32;
        const int WrongData = -74; // EBADMSG

        var code = new LoaderCode(Effort.Unlimited);
        code.Set(2, (int)LoaderStep.CheckData);
        code.Store(LoaderCode.Size.Four, 1, 2, LoaderContext.Step);
        code.AddressOfMap(2);
        code.Load(LoaderCode.Size.Four, 3, 2, ExclusiveOffset);
        code.SkipIfEqual(3, 1, 2);
        code.Exit(WrongData);
        for (var i = 0; i < hash.Length; i += sizeof(ulong))
        {
            code.Load(LoaderCode.Size.Eight, 3, 2, i);
            code.Set(4, BinaryPrimitives.ReadUInt64LittleEndian(hash.Slice(i)));
            code.SkipIfEqual(3, (byte)4, 2);
            code.Exit(WrongData);
        }

        return code.Instructions;
    }

    private static int MapContext(int map) => LoaderContext.Descriptors + ((1 + map) * sizeof(int));

    private static int ProgramContext(ObjectModel model, int program) => MapContext(model.Maps.Count + program);

    private static int ModuleContext(ObjectModel model) => ProgramContext(model, model.Programs.Count);

    private void Write()
    {
        _code.Start();
        LoadTypes();
        _symbols.Find(_model);
        for (var i = 0; i < _model.Maps.Count; i++)
        {
            CreateMap(i);
        }

        foreach (var slot in _model.MapSlots)
        {
            _code.Begin(LoaderStep.FillMap, slot.Map);
            Update(slot.Map, _blob.Add([(uint)slot.Slot]), DescriptorOf(slot.Target));
        }

        for (var i = 0; i < _model.Programs.Count; i++)
        {
            if (_model.Programs[i].AutoLoad)
            {
                LoadProgram(i);
            }
        }

        foreach (var slot in _model.ProgramSlots.Where(slot => _model.Programs[slot.Target].AutoLoad))
        {
            var value = _blob.Reserve(sizeof(int));
            _code.Begin(LoaderStep.FillProgramArray, slot.Map);
            _code.CopyFromContext(LoaderCode.Size.Four, value, ProgramContext(_model, slot.Target));
            Update(slot.Map, _blob.Add([(uint)slot.Slot]), value);
        }

        _code.Exit(0);
    }

    private void LoadTypes()
    {
        if (_model.Types is not { } types)
        {
            return;
        }

        var recordsSize = (uint)types.Records.Count * sizeof(uint);
        var bytes = new LoaderBlob(_effort);
        _ = bytes.Add(
        [
            BtfHeader.Magic | ((uint)BtfHeader.Version << 16), BtfHeader.SmallestSize, 0, recordsSize, recordsSize,
            (uint)types.Strings.Count,
            .. types.Records,
        ]);
        var size = BtfHeader.SmallestSize + (int)recordsSize + types.Strings.Count;
        var place = _blob.Reserve(size);
        _blob.Write(place, bytes.ToArray().AsSpan(0, BtfHeader.SmallestSize + (int)recordsSize));
        _blob.Write(place + BtfHeader.SmallestSize + (int)recordsSize, types.Strings.AsSpan());

        var attributes = new AttributeWriter(_blob, AttributeWriter.BtfSize);
        attributes.Set(16, (uint)size);
        _code.Begin(LoaderStep.LoadTypes);
        _code.StoreAddress(attributes.At(0), place);
        _code.CopyFromContext(LoaderCode.Size.Eight, attributes.At(8), LoaderContext.LogBuffer);
        _code.CopyFromContext(LoaderCode.Size.Four, attributes.At(20), LoaderContext.LogSize);
        _code.CopyFromContext(LoaderCode.Size.Four, attributes.At(24), LoaderContext.LogLevel);
        _code.Run(BtfLoad, attributes.Start, attributes.Size);
        _code.StoreContext(LoaderCode.Size.Four, LoaderCode.Kept, LoaderContext.Descriptors);
    }

    private void CreateMap(int index)
    {
        var map = _model.Maps[index];
        var attributes = new AttributeWriter(_blob, AttributeWriter.MapSize);
        attributes.Set(0, (uint)map.Type);
        attributes.Set(4, map.KeySize);
        attributes.Set(8, map.ValueSize);
        attributes.Set(12, EntriesOf(map));
        attributes.Set(16, map.Flags);
        attributes.Set(24, map.NumaNode);
        attributes.SetName(
            28,
            SectionMapName.BeginsWithObject(map) ? SectionMapName.Of(_objectName, map) : map.Name,
            SectionMapName.BeginsWithObject(map) ? map.Name : null);
        attributes.Set(64, (uint)map.Extra);
        attributes.Set(68, (uint)(map.Extra >> 32));
        _code.Begin(LoaderStep.CreateMap, index);
        if (map.KeyType != 0 || map.ValueType != 0)
        {
            attributes.Set(52, map.KeyType);
            attributes.Set(56, map.ValueType);
            _code.CopyFromContext(LoaderCode.Size.Four, attributes.At(48), LoaderContext.Descriptors);
        }

        if (map.InnerMap is { } inner)
        {
            _code.CopyFromContext(LoaderCode.Size.Four, attributes.At(20), MapContext(inner));
        }

        _code.Call(MapCreate, attributes.Start, attributes.Size);
        if ((map.KeyType != 0 || map.ValueType != 0) && !MapTypeTable.RequiresBtf(map.Type))
        {
            CreateWithoutTypes(attributes);
        }

        _code.ExitIfNegative();
        _code.StoreContext(LoaderCode.Size.Four, LoaderCode.Kept, MapContext(index));
        _code.Address(1, DescriptorOf(index));
        _code.Store(LoaderCode.Size.Four, 1, LoaderCode.Kept);
        if (map.Data is not { } data)
        {
            return;
        }

        if (data.Words.Count > 0)
        {
            var value = _blob.Reserve((int)map.ValueSize);
            var words = new LoaderBlob(_effort);
            _ = words.Add(data.Words.AsSpan());
            var bytes = words.ToArray();
            _blob.Write(value, bytes.AsSpan(0, Math.Min(bytes.Length, (int)map.ValueSize)));
            _code.Begin(LoaderStep.WriteValues, index);
            Update(index, _blob.Reserve(sizeof(int)), value);
        }

        if (data.IsReadOnly)
        {
            var freeze = new AttributeWriter(_blob, AttributeWriter.FreezeSize);
            _code.Begin(LoaderStep.Freeze, index);
            _code.CopyFromContext(LoaderCode.Size.Four, freeze.At(0), MapContext(index));
            _code.Run(MapFreeze, freeze.Start, freeze.Size);
        }
    }

    /// <summary>
    /// Creates the map again without its types if the kernel refused it with them. The map works without types: see BpfGen's runtime.
    /// </summary>
    private void CreateWithoutTypes(AttributeWriter attributes)
    {
        _code.SkipUnlessNegative(LoaderCode.Kept, 11);
        _code.Address(1, attributes.At(48));
        _code.Set(2, 0);
        _code.Store(LoaderCode.Size.Eight, 1, 2);
        _code.Store(LoaderCode.Size.Four, 1, 2, 8);
        _code.Call(MapCreate, attributes.Start, attributes.Size);
    }

    /// <summary>
    /// The number of entries, which cannot depend on the machine, because it has a signature. Otherwise like the sizes that BpfGen's
    /// runtime completes.
    /// </summary>
    private static uint EntriesOf(MapModel map)
    {
        if (map.Type == MapType.PerfEventArray && map.MaxEntries == 0)
        {
            return MostCpus;
        }

        if (map.Type is not (MapType.RingBuffer or MapType.UserRingBuffer) || map.MaxEntries is 0 or > 1u << 31)
        {
            return map.MaxEntries;
        }

        var size = (uint)SmallestRing;
        while (size < map.MaxEntries)
        {
            size <<= 1;
        }

        return size;
    }

    private void LoadProgram(int index)
    {
        var program = _model.Programs[index];
        var image = new ProgramImage(_model, program);
        var instructions = _blob.Add([.. image.Instructions]);
        var attributes = new AttributeWriter(_blob, AttributeWriter.ProgramSize);
        attributes.Set(0, (uint)program.Kind.Type);
        attributes.Set(4, (uint)image.Instructions.Count);
        attributes.Set(44, program.Kind.Flags);
        attributes.SetName(48, program.Name, section: null);
        attributes.Set(68, (uint)program.Kind.AttachType);
        _code.Begin(LoaderStep.LoadProgram, index);
        _code.StoreAddress(attributes.At(8), instructions);
        _code.StoreAddress(attributes.At(16), _license);
        _code.CopyFromContext(LoaderCode.Size.Four, attributes.At(24), LoaderContext.LogLevel);
        _code.CopyFromContext(LoaderCode.Size.Four, attributes.At(28), LoaderContext.LogSize);
        _code.CopyFromContext(LoaderCode.Size.Eight, attributes.At(32), LoaderContext.LogBuffer);
        _code.StoreAddress(attributes.At(120), _descriptors);
        if (_model.Types is not null)
        {
            _code.CopyFromContext(LoaderCode.Size.Four, attributes.At(72), LoaderContext.Descriptors);
            SetRecords(attributes, image.Types, 2, size: 76, address: 80, count: 88);
            SetRecords(attributes, image.Lines, 4, size: 92, address: 96, count: 104);
            SetRecords(attributes, image.CoreRelocations, 4, size: 136, address: 128, count: 116);
        }

        if (program.Kind is { IsBound: true, Target: not null })
        {
            _code.Address(2, _symbols.OfTarget(program.Kind));
            _code.Load(LoaderCode.Size.Eight, LoaderCode.Kept, 2);
            _code.Address(1, attributes.At(108));
            _code.Store(LoaderCode.Size.Four, 1, LoaderCode.Kept);
            _code.Shift(LoaderCode.Kept, 32);
            _code.Store(LoaderCode.Size.Four, 1, LoaderCode.Kept, 4);
        }

        foreach (var (instruction, kind, symbol) in image.Symbols)
        {
            Complete(instructions + (instruction * sizeof(ulong)), image.Instructions[instruction], kind, symbol);
        }

        _code.Run(ProgramLoad, attributes.Start, attributes.Size);
        _code.StoreContext(LoaderCode.Size.Four, LoaderCode.Kept, ProgramContext(_model, index));
    }

    private void SetRecords(AttributeWriter attributes, IReadOnlyList<uint> records, int numbers, int size, int address, int count)
    {
        if (records.Count > 0)
        {
            attributes.Set(size, (uint)(numbers * sizeof(uint)));
            attributes.Set(count, (uint)(records.Count / numbers));
            _code.StoreAddress(attributes.At(address), _blob.Add([.. records]));
        }
    }

    /// <summary>
    /// Completes an instruction that refers to a kernel symbol. If the symbol is missing, the instruction stays as it is.
    /// </summary>
    private void Complete(int place, ulong instruction, RelocationKind kind, int symbol)
    {
        const int PseudoTypeId = 3;
        const int PseudoKernelFunction = 2;
        const int OfRegisters = 1;
        const int OfOffset = 2;
        const int OfImmediate = 4;
        const int OfSecondImmediate = 12;

        var isAddress = _model.KernelSymbols[symbol].Kind == KernelSymbolKind.Address;
        var destination = (int)(instruction >> 8) & 0xf;
        _code.Address(2, _symbols[symbol]);
        _code.Load(LoaderCode.Size.Eight, LoaderCode.Kept, 2);
        if (_model.KernelSymbols[symbol].IsOptional)
        {
            _code.SkipIfEqual(LoaderCode.Kept, 0, kind == RelocationKind.KernelAddress && isAddress ? 5 : 7);
        }

        _code.Address(1, place);
        _code.Store(LoaderCode.Size.Four, 1, LoaderCode.Kept, OfImmediate);
        if (kind == RelocationKind.KernelCall)
        {
            _code.Load(LoaderCode.Size.Eight, LoaderCode.Kept, 2, LoaderSymbols.Module);
            _code.Store(LoaderCode.Size.Two, 1, LoaderCode.Kept, OfOffset);
            _code.Set(2, destination | (PseudoKernelFunction << 4));
            _code.Store(LoaderCode.Size.One, 1, 2, OfRegisters);
            return;
        }

        _code.Shift(LoaderCode.Kept, 32);
        _code.Store(LoaderCode.Size.Four, 1, LoaderCode.Kept, OfSecondImmediate);
        if (!isAddress)
        {
            _code.Set(2, destination | (PseudoTypeId << 4));
            _code.Store(LoaderCode.Size.One, 1, 2, OfRegisters);
        }
    }

    private int DescriptorOf(int map) => _descriptors + (map * sizeof(int));

    private void Update(int map, int key, int value)
    {
        var attributes = new AttributeWriter(_blob, AttributeWriter.ElementSize);
        _code.CopyFromContext(LoaderCode.Size.Four, attributes.At(0), MapContext(map));
        _code.StoreAddress(attributes.At(8), key);
        _code.StoreAddress(attributes.At(16), value);
        _code.Run(MapUpdateElement, attributes.Start, attributes.Size);
    }
}
