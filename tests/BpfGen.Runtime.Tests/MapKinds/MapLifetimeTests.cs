using System;
using System.IO;
using BpfGen.Interop;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests.MapKinds;

/// <summary>Operations on whole maps: pinning, opening by path or id, duplicating, freezing and reading the map's information.</summary>
[Collection(KernelTests.Name)]
public sealed class MapLifetimeTests
{
    [Fact]
    public void A_pinned_map_is_opened_by_its_path()
    {
        Kernel.BpfFileSystemRequired();
        var path = FreshPath();
        using (var map = NewMap.Create<HashMap<uint, ulong>>(MapType.Hash))
        {
            map[1] = 2;
            map.Pin(path);
            Assert.Equal(path, map.PinPath);
        }

        using var opened = HashMap<uint, ulong>.OpenPinned(path);
        Assert.Equal((2ul, path, 64u), (opened[1], opened.PinPath, opened.MaxEntries));
        opened.Unpin();
        Assert.False(File.Exists(path));
        Assert.Throws<InvalidOperationException>(opened.Unpin);
    }

    [Fact]
    public void Opening_a_pinned_map_of_another_type_or_size_throws()
    {
        Kernel.BpfFileSystemRequired();
        using var map = NewMap.Create<HashMap<uint, ulong>>(MapType.Hash);
        map.Pin(FreshPath());
        var files = KernelObjects.OpenFilesAtRest();
        try
        {
            var type = Assert.Throws<BpfException>(() => ArrayMap<ulong>.OpenPinned(map.PinPath!));
            Assert.Equal(
                $"OpenPinned failed for the map pinned at {map.PinPath}. The map is of type Hash, which "
                    + "ArrayMap`1 does not support.",
                type.Message);
            Assert.Throws<InvalidOperationException>(() => HashMap<uint, uint>.OpenPinned(map.PinPath!));
            Assert.Throws<InvalidOperationException>(() => HashMap<ulong, ulong>.OpenPinned(map.PinPath!));
            Assert.Equal("EEXIST", Assert.Throws<BpfException>(() => map.Pin(map.PinPath!)).ErrnoName);
            Assert.Equal(files, KernelObjects.OpenFiles());
        }
        finally
        {
            map.Unpin();
        }
    }

    [Fact]
    public void OpenPinned_of_a_path_without_a_pin_throws_with_the_path()
    {
        Kernel.BpfFileSystemRequired();

        var exception = Assert.Throws<BpfException>(() => BpfMap.OpenPinned("/sys/fs/bpf/no-such-map"));

        Assert.Equal(("the map pinned at /sys/fs/bpf/no-such-map", "ENOENT"), (exception.Subject, exception.ErrnoName));
    }

    [Fact]
    public void Opening_a_pinned_program_as_a_map_throws()
    {
        Kernel.BpfFileSystemRequired();
        using var exchange = Exchange.Load();
        var path = FreshPath();
        Assert.Equal(0, Interop.ObjectPin.Create(exchange.Route.Descriptor, path));
        try
        {
            Assert.Contains("It is not a map.", Assert.Throws<BpfException>(() => BpfMap.OpenPinned(path)).Message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_map_is_opened_by_its_id()
    {
        using var map = NewMap.Create<ArrayMap<ulong>>(MapType.Array);
        map[3] = 4;

        using var opened = ArrayMap<ulong>.OpenById(map.Id);

        Assert.Equal(4ul, opened[3]);
        Assert.Equal("ENOENT", Assert.Throws<BpfException>(() => BpfMap.OpenById(uint.MaxValue)).ErrnoName);
    }

    [Fact]
    public void A_duplicate_of_a_map_handle_works_after_the_original_handle_is_disposed()
    {
        var map = NewMap.Create<HashMap<uint, ulong>>(MapType.Hash);
        map[1] = 2;

        using var duplicate = map.Duplicate();
        map.Dispose();

        Assert.Equal(2ul, duplicate[1]);
        Assert.Throws<ObjectDisposedException>(() => map[1]);
        Assert.Throws<ObjectDisposedException>(() => map.Duplicate());
    }

    [Fact]
    public void A_frozen_map_rejects_changes_from_user_space()
    {
        using var map = NewMap.Create<HashMap<uint, ulong>>(MapType.Hash);
        map[1] = 2;
        Assert.False(map.IsFrozen);

        map.Freeze();

        Assert.True(map.IsFrozen);
        Assert.Equal(2ul, map[1]);
        var exception = Assert.Throws<BpfException>(() => map[1] = 3);
        Assert.Equal("EPERM", exception.ErrnoName);
        Assert.Contains("The map is frozen: user space cannot change it any more.", exception.Message);
        Assert.Contains("The map is already frozen.", Assert.Throws<BpfException>(map.Freeze).Message);
    }

    [Fact]
    public void GetInfo_returns_the_properties_of_the_map()
    {
        using var map = NewMap.Create<HashMap<uint, ulong>>(MapType.Hash, flags: 1);

        var info = map.GetInfo();

        Assert.Equal(
            (map.Id, "test_map", MapType.Hash, 4, 8, 64u, 1u),
            (info.Id, info.Name, info.Type, info.KeySize, info.ValueSize, info.MaxEntries, info.Flags));
    }

    private static string FreshPath() => $"/sys/fs/bpf/bpfgen-test-{Guid.NewGuid():n}";
}
