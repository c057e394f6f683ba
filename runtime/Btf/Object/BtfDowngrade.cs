using System;
using System.Runtime.InteropServices;

namespace BpfGen.Btf;

/// <summary>
/// Makes an object's BTF acceptable to a kernel that does not support some of the BTF kinds in it. Each type of an unsupported kind becomes
/// a type of an older kind. Both records have the same size, so type ids and positions do not change. Only information for debuggers is
/// lost.
/// </summary>
internal sealed class BtfDowngrade(byte[] bytes)
{
    private const uint EightBits = 8;
    private const int Stride = 12;

    private readonly ObjectBtf _btf = new(bytes);

    /// <summary>The number of kernel versions that introduced kinds: see <see cref="Apply(int)"/>.</summary>
    public const int Steps = 6;

    /// <summary>Replaces the kinds that one kernel version introduced.</summary>
    /// <param name="step">The kernel version, as a number from 0 to 5: Linux 6.0, 5.17, 5.16, 5.13, 5.6 or 5.2.</param>
    public void Apply(int step)
    {
        // A 64-bit enumeration becomes a union, and each of its enumerators becomes a member. A member needs a type that fits into the
        // union, so find an integer type. Every object has such a type.
        var integer = 0u;
        for (var id = 1u; integer == 0 && _btf.PlaceOf(id) is { } place; id++)
        {
            integer = Kind(place) == BtfKind.Int && Number(place + 8) <= sizeof(uint) ? id : 0;
        }

        foreach (var place in _btf.Places)
        {
            Apply(step, place, integer);
        }
    }

    private void Apply(int step, int place, uint integer)
    {
        switch (step, Kind(place))
        {
            case (0, BtfKind.Enum64):
                Become(place, BtfKind.Union, (uint)Count(place));
                for (var i = 0; i < Count(place); i++)
                {
                    Write(Member(place, i) + 4, integer);
                    Write(Member(place, i) + 8, 0);
                }

                break;

            case (0, BtfKind.Enum):
                // Remove the flag for signed values, because older kernels reject it.
                Become(place, BtfKind.Enum, (uint)Count(place));
                break;

            case (1, BtfKind.TypeTag):
                Write(place, 0);
                Become(place, BtfKind.Const, 0);
                break;

            case (2, BtfKind.DeclTag):
                BecomeByte(place);
                break;

            case (3, BtfKind.Float):
                Become(place, BtfKind.Struct, 0);
                break;

            case (4, BtfKind.Function):
                Become(place, BtfKind.Function, 0);
                break;

            case (5, BtfKind.DataSection):
                BecomeStruct(place);
                break;

            case (5, BtfKind.Variable):
                BecomeByte(place);
                break;
        }
    }

    private void BecomeByte(int place)
    {
        Become(place, BtfKind.Int, 0);
        Write(place + 8, 1);
        Write(place + 12, EightBits);
    }

    /// <summary>
    /// Turns a data section into a struct whose members have the names of the variables. The kernel requires identifiers as names of
    /// structs, so each dot in the section's name becomes an underscore.
    /// </summary>
    private void BecomeStruct(int place)
    {
        _btf.StringAt(Number(place)).Replace((byte)'.', (byte)'_');
        Become(place, BtfKind.Struct, (uint)Count(place));
        for (var i = 0; i < Count(place); i++)
        {
            var member = Member(place, i);
            var (variable, offset) = (Number(member), Number(member + 4));
            Write(member, _btf.PlaceOf(variable) is { } named ? Number(named) : 0);
            Write(member + 4, variable);
            Write(member + 8, offset * EightBits);
        }
    }

    private void Become(int place, BtfKind kind, uint count) => Write(place + 4, ((uint)kind << 24) | count);

    private static int Member(int place, int index) => place + BtfKinds.CommonSize + (index * Stride);

    private BtfKind Kind(int place) => _btf.Cursor.Kind(place);

    private int Count(int place) => _btf.Cursor.Count(place);

    private uint Number(int place) => _btf.Cursor.UInt32(place);

    private void Write(int place, uint value) => MemoryMarshal.Write(bytes.AsSpan(place), value);
}
