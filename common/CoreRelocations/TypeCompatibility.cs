using BpfGen.Btf;

namespace BpfGen.CoreRelocations;

/// <summary>
/// Compares types of an object with types of the kernel as libbpf does (<c>bpf_core_fields_are_compat</c>,
/// <c>bpf_core_types_are_compat</c>). The sizes of types may differ, because a program gets the kernel's size from a separate CO-RE
/// relocation.
/// </summary>
internal static class TypeCompatibility
{
    /// <summary>Whether types are of the same kind. Enumerations of 32-bit and 64-bit values count as the same.</summary>
    public static bool IsSameKind(BtfKind first, BtfKind second) => first == second || (BtfKinds.IsEnum(first) && BtfKinds.IsEnum(second));

    /// <summary>Whether the type of the kernel's field can stand for the type of the object's field.</summary>
    public static bool OfFields(BtfTypeSource localTypes, uint local, BtfTypeSource types, uint target)
    {
        for (var depth = 0; depth < BtfKinds.MaxDepth; depth++)
        {
            if (localTypes.Skip(local) is not { } own || types.Skip(target) is not { } theirs)
            {
                return false;
            }

            if (BtfKinds.IsComposite(own.Kind) && BtfKinds.IsComposite(theirs.Kind))
            {
                return true;
            }

            if (!IsSameKind(own.Kind, theirs.Kind))
            {
                return false;
            }

            switch (own.Kind)
            {
                case BtfKind.Pointer or BtfKind.Float:
                    return true;

                case BtfKind.Forward or BtfKind.Enum or BtfKind.Enum64:
                    var name = localTypes.TextAt(own.Name);
                    var other = types.TextAt(theirs.Name);
                    return name.IsEmpty || other.IsEmpty || EssentialName.Equal(name, other);

                case BtfKind.Int:
                    return BitOffsetOfInteger(own) == 0 && BitOffsetOfInteger(theirs) == 0;

                case BtfKind.Array:
                    (local, target) = (own.Number(0), theirs.Number(0));
                    break;

                default:
                    return false;
            }
        }

        return false;
    }

    /// <summary>Whether a type of the kernel can stand for a type of the object. The members of structs are not compared.</summary>
    public static bool OfTypes(BtfTypeSource localTypes, uint local, BtfTypeSource types, uint target)
    {
        var budget = new Budget();
        return localTypes.At(local) is { } own
            && types.At(target) is { } theirs
            && IsSameKind(own.Kind, theirs.Kind)
            && OfTypes(localTypes, local, types, target, BtfKinds.MaxDepth, ref budget);
    }

    private static bool OfTypes(BtfTypeSource localTypes, uint local, BtfTypeSource types, uint target, int depth, ref Budget budget)
    {
        while (depth-- > 0 && budget.Take())
        {
            if (localTypes.Skip(local) is not { } own || types.Skip(target) is not { } theirs || !IsSameKind(own.Kind, theirs.Kind))
            {
                return false;
            }

            switch (own.Kind)
            {
                case BtfKind.Void or BtfKind.Struct or BtfKind.Union or BtfKind.Enum or BtfKind.Enum64 or BtfKind.Forward:
                    return true;

                case BtfKind.Int:
                    return BitOffsetOfInteger(own) == 0 && BitOffsetOfInteger(theirs) == 0;

                case BtfKind.Pointer:
                    (local, target) = (own.SizeOrType, theirs.SizeOrType);
                    break;

                case BtfKind.Array:
                    (local, target) = (own.Number(0), theirs.Number(0));
                    break;

                case BtfKind.FunctionPrototype when own.Count == theirs.Count:
                    for (var i = 0; i < own.Count; i++)
                    {
                        var parameter = (i * 2) + 1;
                        if (!OfTypes(localTypes, own.Number(parameter), types, theirs.Number(parameter), depth, ref budget))
                        {
                            return false;
                        }
                    }

                    (local, target) = (own.SizeOrType, theirs.SizeOrType);
                    break;

                default:
                    return false;
            }
        }

        return false;
    }

    /// <summary>The offset of an integer in its bytes, in bits. Only old compilers write an offset other than 0, for bit fields.</summary>
    private static uint BitOffsetOfInteger(in BtfTypeRecord type) => (type.Number(0) >> 16) & 0xff;

    /// <summary>
    /// Limits the work of one comparison. Without a limit, function prototypes whose parameters are prototypes could multiply the work at
    /// each level.
    /// </summary>
    internal struct Budget
    {
        private const int MostSteps = 10_000;
        private int _steps;

        public bool Take() => _steps++ < MostSteps;
    }
}
