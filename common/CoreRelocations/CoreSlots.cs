using System;
using System.Collections.Generic;

namespace BpfGen.CoreRelocations;

/// <summary>
/// Numbers the different CO-RE relocations of an object in the order of its code. Relocations that ask for the same value in the same kind
/// of instruction share a number, so that a table of values contains each value only once. The generator and the loader number relocations
/// in the same way.
/// </summary>
/// <param name="capacity">
/// The largest possible number of relocations. The dictionary is created with this capacity, so that it never grows.
/// </param>
internal sealed class CoreSlots(int capacity)
{
    /// <summary>The largest number of relocations that are compared one after another, which is faster than a dictionary.</summary>
    private const int Few = 16;

    private readonly Key[] _few = new Key[Math.Min(Few, capacity)];
    private Dictionary<Key, int>? _numbers;
    private int _count;

    /// <param name="relocation">The relocation.</param>
    /// <param name="code">The first byte of its instruction.</param>
    /// <returns>The number of the relocation. A relocation that was not passed before gets the next free number.</returns>
    public int Of(in CoreRelocation relocation, byte code)
    {
        var key = new Key(relocation.Type, relocation.Access, ((uint)relocation.Kind << 8) | code);
        for (var i = 0; i < _count && i < _few.Length; i++)
        {
            if (_few[i].Equals(key))
            {
                return i;
            }
        }

        if (_count < _few.Length)
        {
            _few[_count] = key;
            return _count++;
        }

        _numbers ??= new Dictionary<Key, int>(capacity - _few.Length);
        if (!_numbers.TryGetValue(key, out var number))
        {
            _numbers.Add(key, number = _count++);
        }

        return number;
    }

    /// <summary>
    /// A relocation and the kind of its instruction. Equality is written by hand for speed, because each load compares a key for each
    /// relocation.
    /// </summary>
    private readonly struct Key(uint type, uint access, uint kind) : IEquatable<Key>
    {
        private readonly uint _type = type;
        private readonly uint _access = access;
        private readonly uint _kind = kind;

        public bool Equals(Key other) => _type == other._type && _access == other._access && _kind == other._kind;

        public override bool Equals(object? obj) => obj is Key other && Equals(other);

        public override int GetHashCode() => (_type, _access, _kind).GetHashCode();
    }
}
