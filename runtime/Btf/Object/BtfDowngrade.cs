using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace BpfGen.Btf;

/// <summary>
/// Makes an object's types (BTF) fit for a kernel that is older than one of their kinds: each becomes an older one that takes as much room, so that no
/// number changes. It loses what a debugger would show, and nothing that a program needs.
/// </summary>
internal sealed class BtfDowngrade(byte[] bytes)
{
    private const uint EightBits = 8;

    /// <summary>How many steps there are, from the newest kind to the oldest.</summary>
    public const int Steps = 6;

    /// <summary>Does without the kinds of one kernel.</summary>
    /// <param name="step">0 for Linux 6.0, then 5.17, 5.16, 5.13, 5.6 and 5.2.</param>
    public void Apply(int step)
    {
        // An enumerator becomes a member of a union, of a type that fits into it; every object has an integer.
        var places = Places();
        var integer = (uint)(places.FindIndex(place => Kind(place) == BtfKind.Int && Number(place + 8) <= sizeof(uint)) + 1);
        foreach (var place in places)
        {
            Apply(step, place, integer);
        }
    }

    private void Apply(int step, int place, uint integer)
    {
        switch (step, Kind(place))
        {
            case (0, BtfKind.Enum64):
                Become(place, BtfKind.Union, Number(place + 4) & BtfKinds.CountMask);
                for (var member = place + 12; member < place + 12 + (12 * Count(place)); member += 12)
                {
                    Write(member + 4, integer);
                    Write(member + 8, 0);
                }

                break;

            case (0, BtfKind.Enum):
                // Whether the values have a sign.
                Become(place, BtfKind.Enum, Number(place + 4) & BtfKinds.CountMask);
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

    /// <summary>A section's variables are its members, under the names that they have themselves; a member's name is an identifier.</summary>
    private void BecomeStruct(int place)
    {
        var places = Places();
        var name = bytes.AsSpan(Strings + (int)Number(place));
        name[..name.IndexOf((byte)0)].Replace((byte)'.', (byte)'_');
        Become(place, BtfKind.Struct, Number(place + 4) & BtfKinds.CountMask);
        for (var member = place + 12; member < place + 12 + (12 * Count(place)); member += 12)
        {
            var (type, offset) = ((int)Number(member), Number(member + 4));
            Write(member, type > 0 && type <= places.Count ? Number(places[type - 1]) : 0);
            Write(member + 4, (uint)type);
            Write(member + 8, offset * EightBits);
        }
    }

    private void Become(int place, BtfKind kind, uint count) => Write(place + 4, ((uint)kind << 24) | count);

    private int Strings => (int)(Number(4) + Number(16));

    private List<int> Places() => TypeRecords.Places(bytes);

    private BtfKind Kind(int place) => TypeRecords.Kind(bytes, place);

    private int Count(int place) => TypeRecords.Count(bytes, place);

    private uint Number(int place) => TypeRecords.Number(bytes, place);

    private void Write(int place, uint value) => MemoryMarshal.Write(bytes.AsSpan(place), value);
}
