using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Xunit;

namespace BpfGen.Runtime.Tests.MapKinds;

/// <summary>
/// Key structs whose padding the generator does not find: a generic method creates the handle, so the generator sees only the method's type
/// parameter. Also private structs, for which generated code registers the padding by the name of the struct.
/// </summary>
public sealed class UnknownPaddingTests
{
    [Fact]
    public void A_key_struct_with_padding_that_the_generator_did_not_see_is_refused()
    {
        var failure = Assert.Throws<InvalidOperationException>(Create<Unseen>);

        Assert.Contains("Struct Unseen may have padding: the byte at offset 4 belongs to no field", failure.Message);
        Assert.Contains("Add [BpfStruct] to the struct", failure.Message);
    }

    [Fact]
    public void A_key_struct_that_contains_a_struct_with_padding_is_refused()
    {
        Assert.Contains("the byte at offset 12 ", Assert.Throws<InvalidOperationException>(Create<Outer>).Message);
    }

    [Fact]
    public void A_tuple_with_padding_is_refused() => Assert.Throws<InvalidOperationException>(Create<(byte, uint)>);

    [Fact]
    public void A_struct_that_is_too_large_for_the_check_is_refused()
    {
        Assert.Contains("it has more than 1024 bytes", Assert.Throws<InvalidOperationException>(CreateOf<Large>).Message);

        static void CreateOf<T>()
            where T : unmanaged
        {
            using var map = ArrayMap<T>.Create(1);
        }
    }

    [Fact]
    public void A_struct_without_padding_is_accepted_as_the_key_of_a_handle()
    {
        Create<ulong>();
        Create<DayOfWeek>();
        Create<Guid>();
        Create<(ulong, uint, uint)>();
        Create<Dense>();
        Create<Record>();
        Create<Sized>();
    }

    [Fact]
    public void The_padding_of_a_struct_with_the_attribute_BpfStruct_is_cleared() => AssertFound<Marked>();

    [Fact]
    public void The_padding_of_a_private_struct_is_cleared()
    {
        // The struct is a type argument of this handle, so the generator finds the struct and its padding.
        using (HashMap<Hidden, ulong>.Create(1))
        {
            AssertFound<Hidden>();
        }
    }

    private static void Create<TKey>()
        where TKey : unmanaged
    {
        using var map = HashMap<TKey, ulong>.Create(1);
    }

    /// <summary>Adds a key whose padding bytes are not zero, and finds it by a key with other padding bytes.</summary>
    private static void AssertFound<TKey>()
        where TKey : unmanaged
    {
        using var map = HashMap<TKey, ulong>.Create(1);
        map[Filled<TKey>(0x55)] = 7;

        Assert.True(map.TryGetValue(Filled<TKey>(0xaa), out var value));
        Assert.Equal(7ul, value);
    }

    /// <summary>
    /// Returns a struct of 24 bytes whose fields are zero and whose padding bytes have the given value. The fields are at bytes 0 to 3, 8
    /// to 15, and 16 to 17.
    /// </summary>
    private static T Filled<T>(byte padding)
        where T : unmanaged
    {
        T value = default;
        var bytes = MemoryMarshal.AsBytes(new Span<T>(ref value));
        bytes[4..8].Fill(padding);
        bytes[18..].Fill(padding);
        return Unsafe.ReadUnaligned<T>(ref bytes[0]);
    }

#pragma warning disable CS0649 // The tests set the fields as bytes.
    private struct Unseen
    {
        public uint A;
        public ulong B;
        public ushort C;
    }

    private struct Hidden
    {
        public uint A;
        public ulong B;
        public ushort C;
    }

    private struct Outer
    {
        public ulong A;
        public Inner B;
    }

    private struct Inner
    {
        public uint A;
        public ulong B;
    }

    private struct Dense
    {
        public bool A;
        public byte B;
        public char C;
        public float D;
        public double E;
        public nint F;
        public DayOfWeek G;
        public uint H;
    }

    private readonly record struct Record(uint A, ushort B, ushort C);

    [StructLayout(LayoutKind.Sequential, Size = 24)]
    private struct Sized
    {
        public uint A;
        public ulong B;
        public ushort C;
    }

    [InlineArray(2000)]
    private struct Large
    {
        private byte _first;
    }
}

[BpfStruct]
internal struct Marked
{
    public uint A;
    public ulong B;
    public ushort C;
}
