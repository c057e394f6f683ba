extern alias runtime;

using System.Linq;
using System.Reflection;
using BpfGen.Generator.Btf;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Emission;
using BpfGen.Generator.Model;
using BpfGen.Generator.Tests.Support;
using BpfGen.Generator.Typing;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>The C# types that the generator creates from the BTF types of an object.</summary>
public sealed class ValueTypeTests
{
    private readonly BtfBuilder _btf = new();

    [Fact]
    public void A_struct_omits_members_without_a_CSharp_type_and_keeps_all_others()
    {
        var (number, odd, half) = (_btf.Int("int", 4, BtfIntEncoding.Signed), _btf.Int("u24", 3), _btf.Float("long double", 16));
        var made = Make(_btf.Struct("event", 32, [("first", odd, 0, 0), ("second", number, 32, 0), ("third", half, 128, 0)]), 32);

        Assert.Equal(["first", "third"], made.Structs[0].Omitted);
        Assert.Equal(("Second", 4), (made.Structs[0].Fields.Single().Name, made.Structs[0].Fields[0].Offset));
    }

    [Fact]
    public void An_integer_of_3_bytes_has_no_CSharp_type()
    {
        var odd = _btf.Int("u24", 3);

        Assert.Null(new ValueTypeBuilder(_btf.Types()).NameOf(odd, 3));
    }

    [Fact]
    public void A_typedef_gives_its_name_to_an_unnamed_struct_but_not_to_a_named_struct()
    {
        var number = _btf.Int("int", 4);
        var named = _btf.Struct("event", 4, [("x", number, 0, 0)]);
        var unnamed = _btf.Struct("", 4, [("x", number, 0, 0)]);
        var (first, second) = (_btf.Typedef("event_t", named), _btf.Typedef("point_t", unnamed));
        var builder = new ValueTypeBuilder(_btf.Types());

        Assert.Equal(("Types.Event", "Types.PointT"), (builder.NameOf(first, 4), builder.NameOf(second, 4)));
    }

    [Fact]
    public void C_names_that_become_the_same_CSharp_name_get_a_suffix()
    {
        var number = _btf.Int("int", 4);
        var (lower, upper, inherited) = (
            _btf.Struct("event", 4, [("x", number, 0, 0)]),
            _btf.Struct("Event", 4, [("x", number, 0, 0)]),
            _btf.Struct("to_string", 4, [("x", number, 0, 0)]));
        var builder = new ValueTypeBuilder(_btf.Types());

        Assert.Equal(
            ("Types.Event_event", "Types.Event", "Types.ToString_2"),
            (builder.NameOf(lower, 4), builder.NameOf(upper, 4), builder.NameOf(inherited, 4)));
        using var compiled = new CompiledTypes(builder.Build());
    }

    [Fact]
    public void A_type_that_is_used_only_behind_pointers_becomes_an_opaque_type()
    {
        var number = _btf.Int("int", 4);
        var task = _btf.Struct("task_struct", 4, [("pid", number, 0, 0)]);
        var made = Make(_btf.Struct("event", 8, [("task", _btf.Pointer(task), 0, 0)]), 8);

        Assert.Equal(["Event"], made.Structs.Select(type => type.Name));
        Assert.Equal("global::BpfGen.KernelAddress<Types.TaskStruct>", made.Structs[0].Fields[0].Type);
        Assert.Equal(("TaskStruct", "struct task_struct"), (made.Opaque.Single().Name, made.Opaque[0].Original));
    }

    [Fact]
    public void NET_can_load_the_CSharp_struct_for_a_struct_with_pointers_to_itself()
    {
        // The pointer has id 1, so the struct that it points to gets id 2.
        var self = _btf.Pointer(2);
        var made = Make(_btf.Struct("node", 24, [("next", self, 0, 0), ("both", _btf.Array(self, 2), 64, 0)]), 24);

        using var compiled = new CompiledTypes(made);

        Assert.Equal(24, CompiledTypes.SizeOf(compiled["Types.Node"]));
        Assert.Empty(made.Opaque);
    }

    /// <summary>
    /// For example, the kernel's structs for lists point to each other. .NET cannot load a struct if the type of one of its fields refers
    /// to the struct itself, even indirectly. So the generator writes properties in place of such fields.
    /// </summary>
    [Fact]
    public void NET_can_load_CSharp_structs_for_structs_that_point_to_each_other()
    {
        // The two structs get the ids 3 and 6.
        var (self, back) = (_btf.Pointer(3), _btf.Pointer(1));
        var list = _btf.Struct("list", 16, [("next", self, 0, 0), ("back", back, 64, 0)]);
        var entry = _btf.Pointer(6);
        var made = Make(
            _btf.Struct("entry", 32, [("parent", entry, 0, 0), ("parents", _btf.Pointer(entry), 64, 0), ("list", list, 128, 0)]), 32);

        using var compiled = new CompiledTypes(made);

        Assert.All(
            made.Structs.SelectMany(type => type.Fields), field => Assert.Equal(field.Type.Contains('<'), field.Storage is not null));
        Assert.Equal(32, CompiledTypes.SizeOf(compiled["Types.Entry"]));
    }

    [Fact]
    public void A_struct_that_contains_itself_omits_that_member()
    {
        var number = _btf.Int("int", 4);
        var made = Make(_btf.Struct("node", 8, [("inner", number + 1, 0, 0), ("x", number, 32, 0)]), 8);

        Assert.Equal(["inner"], made.Structs[0].Omitted);
    }

    [Fact]
    public void Deeply_nested_unions_are_an_error_and_do_not_take_exponential_time()
    {
        var id = _btf.Int("int", 4);
        for (var i = 0; i < 40; i++)
        {
            id = _btf.Struct("", 4, [.. Enumerable.Repeat(("", id, 0, 0), 10)], isUnion: true);
        }

        Assert.Throws<LimitException>(() => Make(_btf.Struct("event", 4, [("", id, 0, 0)]), 4));
    }

    [Fact]
    public void A_field_beyond_the_end_of_its_struct_is_omitted()
    {
        var number = _btf.Int("int", 4);
        var made = Make(_btf.Struct(
            "event",
            6,
            [("inside", number, 0, 0), ("across", number, 32, 0), ("bits", number, 40, 12), ("beyond", number, 1 << 20, 0)]), 6);

        Assert.Equal(["across", "bits", "beyond"], made.Structs[0].Omitted);
    }

    [Fact]
    public void A_member_is_a_bit_field_if_its_integer_type_has_a_bit_offset_and_a_bit_size()
    {
        var middle = _btf.Int("unsigned int", 4, bits: 5, skipped: 3);
        var made = Make(_btf.Struct("event", 4, [("middle", middle, 0, 0)]), 4);

        Assert.Equal((3, 5), (made.Structs[0].BitFields.Single().Bit, made.Structs[0].BitFields[0].Count));
    }

    [Fact]
    public void Big_endian_bit_fields_count_from_the_highest_bit()
    {
        var btf = new BtfBuilder(littleEndian: false);
        var number = btf.Int("unsigned int", 4);
        var packed = btf.Struct("packed", 5, [("low", number, 3, 5), ("crossing", number, 8, 32), ("high", number, 0, 3)]);
        var builder = new ValueTypeBuilder(btf.Types());
        builder.NameOf(packed, 5);
        var made = builder.Build().Structs[0];

        Assert.Equal((24, 5), (made.BitFields[0].Parts.Single().Shift, made.BitFields[0].Count));
        Assert.Equal(29, made.BitFields[1].Parts.Single().Shift);
        Assert.Equal(1, made.Fields.Single().Offset);
    }

    [Fact]
    public void The_properties_of_bit_fields_use_only_shifts_and_masks()
    {
        var (number, truth) = (_btf.Int("int", 4, BtfIntEncoding.Signed), _btf.Int("_Bool", 1, BtfIntEncoding.Boolean));
        var made = Make(_btf.Struct("event", 4, [("kind", number, 0, 5), ("flag", truth, 5, 1)]), 4);

        var source = Source(made);

        Assert.Contains("readonly get => unchecked((int)((_bytes0To3 & 0x1fu) << 27) >> 27);", source);
        Assert.Contains("set => _bytes0To3 = unchecked((_bytes0To3 & 0xffffffe0u) | ((uint)value & 0x1fu));", source);
        Assert.Contains("readonly get => (((uint)_byte0 >> 5) & 0x1u) != 0;", source);
    }

    /// <summary>
    /// The C# property for a variable needs the modifier <c>new</c> if the property hides an inherited member. Other properties must not
    /// have this modifier.
    /// </summary>
    [Fact]
    public void SectionType_lists_all_inherited_members_that_variables_can_hide() => Assert.Equal(
        typeof(runtime::BpfGen.MappedData)
            .GetMembers(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)
                .Where(member => member.DeclaringType != typeof(object) && IsInherited(member))
                .Select(member => member.Name)
                .Distinct()
                .Order(),
        SectionType.HiddenMembers.Concat(SectionType.OwnMembers).Where(name => name != "Value").Order());

    private static bool IsInherited(MemberInfo member) => member switch
    {
        PropertyInfo property => property.GetMethod is { IsPublic: true } or { IsFamily: true },
        MethodInfo { IsSpecialName: false } method => method.IsPublic || method.IsFamily,
        _ => false,
    };

    private ValueTypes Make(uint type, int size)
    {
        var builder = new ValueTypeBuilder(_btf.Types());
        Assert.NotNull(builder.NameOf(type, size));
        return builder.Build();
    }

    private static string Source(ValueTypes types)
    {
        var writer = new CodeWriter();
        ValueTypeEmitter.Write(writer, types);
        return writer.ToString();
    }
}
