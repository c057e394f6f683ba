using System;
using BpfGen.Errors;
using BpfGen.Loading;

namespace BpfGen;

/// <content>
/// Applies the options to a map's definition. Rejects options that contradict each other, or that do not fit the map's C# class.
/// </content>
public sealed partial class MapOptions
{
    /// <summary>Whether an option is set.</summary>
    private bool IsSet =>
        IsReused || SetShape is not null || IgnoredByReuse is not null || _autoCreate is not null || _innerMap is { IsSet: true };

    /// <summary>Whether an existing map is used.</summary>
    private bool IsReused => Reuse is not null || ReuseHandle is not null;

    private string Subject => $"The options of map '{_own.Name}'";

    /// <summary>
    /// The name of the first option that is set among those that change the type, the key size or the value size; null for none.
    /// </summary>
    private string? SetShape => _type is not null ? nameof(Type)
        : _keySize is not null ? nameof(KeySize)
        : _valueSize is not null ? nameof(ValueSize)
        : null;

    /// <summary>
    /// The name of the first option that is set although maps of global variables do not support it; null for none. Programs contain the
    /// addresses of global variables, which the kernel allows only for maps with one entry. So the options cannot change the number of
    /// entries, except the number of pages of an arena.
    /// </summary>
    private string? FixedShape => _type is not null ? nameof(Type)
        : _keySize is not null ? nameof(KeySize)
        : MaxEntries != 1 && _own.Type == MapType.Array ? nameof(MaxEntries)
        : null;

    /// <summary>The name of the first option that is set although it has no effect on an existing map; null for none.</summary>
    private string? IgnoredByReuse => _autoCreate == false && IsReused ? nameof(AutoCreate)
        : _maxEntries is not null ? nameof(MaxEntries)
        : _flags is not null ? nameof(Flags)
        : _setsNumaNode ? nameof(NumaNode)
        : _extra is not null ? nameof(Extra)
        : !string.IsNullOrEmpty(_pinPath) ? nameof(PinPath)
        : null;

    /// <summary>Applies the options of a map, and checks them.</summary>
    /// <param name="definition">The object's definition of the map, with the pin path from the object's load options.</param>
    /// <param name="hasVariables">Whether the map has global variables, so that its type cannot change.</param>
    /// <param name="objectName">The object's name, for messages.</param>
    /// <exception cref="ArgumentException">Options contradict each other.</exception>
    /// <exception cref="BpfException">The kernel gives no information about the map in InnerMap.Reuse or InnerMap.ReuseHandle.</exception>
    internal WantedMap Prepare(MapDefinition definition, bool hasVariables, string objectName)
    {
        CheckReuse();
        if (hasVariables && FixedShape is { } fixedShape)
        {
            throw new ArgumentException($"{Subject} set {fixedShape}, which maps of variables do not support. Do not set {fixedShape}.");
        }

        var inner = PrepareInner(objectName);
        return new WantedMap(ApplyTo(definition))
        {
            IsSkipped = !AutoCreate && !IsReused,
            Reuse = Reuse?.Handle ?? ReuseHandle,
            Inner = inner,
            InnerReuse = _innerMap?.Reuse?.Handle ?? _innerMap?.ReuseHandle,
            ChangesShape = SetShape is not null || inner is not null,
        };
    }

    /// <summary>Checks the options of a struct_ops map.</summary>
    /// <exception cref="ArgumentException">The options do not apply to struct_ops maps.</exception>
    internal void CheckStructOps()
    {
        var unsupported = Reuse is not null ? nameof(Reuse)
            : ReuseHandle is not null ? nameof(ReuseHandle)
            : _innerMap is { IsSet: true } ? nameof(InnerMap)
            : SetShape ?? IgnoredByReuse;
        if (unsupported is not null)
        {
            throw new ArgumentException(
                $"{Subject} set {unsupported}, which struct_ops maps do not support. They support only AutoCreate.");
        }
    }

    private void CheckReuse()
    {
        if (Reuse is not null && ReuseHandle is not null)
        {
            throw new ArgumentException($"{Subject} set both Reuse and ReuseHandle. Set one of them.");
        }

        if (IsReused && IgnoredByReuse is { } ignored)
        {
            throw new ArgumentException(
                $"{Subject} set both {(Reuse is null ? "ReuseHandle" : "Reuse")} and {ignored}. " +
                $"An existing map keeps its own properties: do not set {ignored}.");
        }
    }

    private MapDefinition? PrepareInner(string objectName)
    {
        if (_innerMap is not { IsSet: true } inner)
        {
            return null;
        }

        if (Type is not (MapType.ArrayOfMaps or MapType.HashOfMaps))
        {
            throw new ArgumentException(
                $"{Subject} set InnerMap, but the map is of type {KindNames.Of(Type)}, which contains no maps. Do not set InnerMap.");
        }

        inner.CheckReuse();
        var unsupported = inner._autoCreate is not null ? nameof(AutoCreate)
            : !string.IsNullOrEmpty(inner._pinPath) ? nameof(PinPath)
            : inner._innerMap is { IsSet: true } ? nameof(InnerMap)
            : inner.IsReused ? inner.SetShape
            : null;
        if (unsupported is not null)
        {
            throw new ArgumentException(
                $"{Subject} set InnerMap.{unsupported}, which {(inner.IsReused ? "an existing map does" : "inner maps do")} not support. " +
                $"Do not set InnerMap.{unsupported}.");
        }

        return (inner.Reuse?.Handle ?? inner.ReuseHandle) is { } handle
            ? MapReuse.Describe(handle, _own, objectName)
            : inner.ApplyTo(inner._own);
    }

    /// <summary>Returns the object's definition with the options applied.</summary>
    private MapDefinition ApplyTo(MapDefinition definition)
    {
        // If the options change a size, leave out the object's BTF types of keys and values, because these have the object's sizes.
        var keepsTypes = KeySize == _own.KeySize && ValueSize == _own.ValueSize;
        return definition with
        {
            Type = Type,
            KeySize = KeySize,
            ValueSize = ValueSize,
            MaxEntries = MaxEntries,
            KeyType = keepsTypes ? definition.KeyType : 0,
            ValueType = keepsTypes ? definition.ValueType : 0,
            Flags = Flags,
            NumaNode = NumaNode ?? 0,
            Extra = Extra,
            PinPath = PinPath is { Length: > 0 } path ? path : null,
        };
    }
}
