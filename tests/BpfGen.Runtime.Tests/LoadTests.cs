using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using BpfGen.Loading;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>Loading objects: the maps and programs that are created, the errors when the kernel rejects one, and the cleanup.</summary>
[Collection(KernelTests.Name)]
public sealed class LoadTests
{
    private static readonly string TestPins = "/sys/fs/bpf/bpfgen-test/globals";

    [Fact]
    public void Loaded_maps_and_programs_exist_in_the_kernel_under_their_ids()
    {
        Kernel.Required();
        using var probe = Probe.Load();

        Assert.Contains(probe.Events.Id, KernelObjects.MapIds());
        Assert.Contains(probe.BpfProg.Id, KernelObjects.ProgramIds());
    }

    [Fact]
    public void Disposing_an_object_removes_its_maps_and_programs_from_the_kernel()
    {
        Kernel.Required();
        var probe = Probe.Load();
        var (map, program) = (probe.Events.Id, probe.BpfProg.Id);

        probe.Dispose();
        probe.Dispose();

        Poll.Until(() => !KernelObjects.MapIds().Contains(map) && !KernelObjects.ProgramIds().Contains(program), "the ids to be removed");
    }

    [Fact]
    public void Every_map_and_program_of_an_object_can_be_loaded()
    {
        Kernel.BpfFileSystemRequired();
        using var layouts = Layouts.Load();
        using var iproute2 = Iproute2.Load();
        using var hostile = Hostile.Load();

        Assert.Equal(MapType.ArrayOfMaps, layouts.Outer.Type);
        Assert.Equal(MapType.ArrayOfMaps, iproute2.Outer.Type);
        Assert.NotEqual(0u, hostile.Use.Id);
        File.Delete("/sys/fs/bpf/tc/globals/bpfgen_iproute2");
    }

    [Fact]
    public void A_program_is_loaded_with_the_type_in_its_definition()
    {
        Kernel.Required();
        using var loader = new ObjectLoader("test", BitConverter.IsLittleEndian, "");
        var returnZero = new ObjectCode([0x00000000000000b7, 0x0000000000000095], [0, 0], []);

        var program = loader.LoadProgram<BpfProgram>(new("pass", ProgramType.Xdp) { ExpectedAttachType = AttachType.Xdp }, returnZero, [0]);

        Assert.Equal(ProgramType.Xdp, program.Type);
        Assert.NotEqual(0u, program.Id);
    }

    [Fact]
    public void A_program_that_the_verifier_rejects_throws_with_the_verifiers_reason()
    {
        Kernel.Required();

        var exception = Assert.Throws<VerifierException>(Rejected.Load);

        Assert.Equal(("BPF_PROG_LOAD", "EACCES"), (exception.Command, exception.ErrnoName));
        Assert.Contains("map_value_or_null", exception.Log);
        Assert.Contains("program 'unchecked' (SocketFilter) of rejected.o", exception.Message);
        Assert.Contains("invalid mem access 'map_value_or_null'", exception.Message);
    }

    [Fact]
    public void A_failed_load_leaks_no_descriptors_and_no_maps()
    {
        Kernel.Required();
        Assert.Throws<VerifierException>(Rejected.Load);
        var files = KernelObjects.OpenFilesAtRest();
        using (var loaded = Counters.Load())
        {
            Assert.Equal(1, KernelObjects.MapsNamed("by_protocol_cpu"));
        }

        Assert.Throws<VerifierException>(Rejected.Load);

        Assert.Equal(files, KernelObjects.OpenFiles());
        Poll.Until(() => KernelObjects.MapsNamed("never_checked") == 0, "the map of the failed load to be removed");
    }

    [Fact]
    public void A_failed_load_removes_the_pins_that_it_created()
    {
        Kernel.BpfFileSystemRequired();
        var path = TestPins + "/half_way";
        using (var loader = new ObjectLoader("test", BitConverter.IsLittleEndian, ""))
        {
            loader.CreateMap<BpfMap>(new("half_way", MapType.Array, 4, 8, 1) { PinPath = path });
            Assert.True(File.Exists(path));
        }

        Assert.False(File.Exists(path));
    }

    [Fact]
    public void A_failed_load_removes_only_the_folders_that_it_created()
    {
        const string Existing = "/sys/fs/bpf/bpfgen-folders";
        Kernel.BpfFileSystemRequired();
        Directory.CreateDirectory(Existing);
        using (var loader = new ObjectLoader("test", BitConverter.IsLittleEndian, ""))
        {
            loader.CreateMap<BpfMap>(new("first", MapType.Array, 4, 8, 1) { PinPath = Existing + "/a/b/first" });
            loader.CreateMap<BpfMap>(new("second", MapType.Array, 4, 8, 1) { PinPath = Existing + "/a/c/second" });

            // Meanwhile, another process creates a folder in one of the new folders.
            Directory.CreateDirectory(Existing + "/a/c/other");
        }

        Assert.Equal(
            [Existing + "/a", Existing + "/a/c", Existing + "/a/c/other"],
            Directory.GetDirectories(Existing, "*", SearchOption.AllDirectories).Order());
        Directory.Delete(Existing, recursive: true);
    }

    [Fact]
    public void If_a_load_cannot_pin_a_map_it_removes_the_folders_that_it_created()
    {
        Kernel.Required();
        var folder = Directory.CreateTempSubdirectory("bpfgen-").FullName;
        using (var loader = new ObjectLoader("test", BitConverter.IsLittleEndian, ""))
        {
            Assert.Throws<BpfException>(
                () => loader.CreateMap<BpfMap>(new("first", MapType.Array, 4, 8, 1) { PinPath = folder + "/a/b/first" }));
        }

        Assert.Empty(Directory.GetFileSystemEntries(folder));
        Directory.Delete(folder);
    }

    [Fact]
    public void A_hundred_loads_leak_no_file_descriptors()
    {
        Kernel.Required();
        Probe.Load().Dispose();
        var before = KernelObjects.OpenFilesAtRest();

        for (var i = 0; i < 100; i++)
        {
            Probe.Load().Dispose();
        }

        Assert.Equal(before, KernelObjects.OpenFiles());
    }

    [Fact]
    public void Disposing_an_object_from_many_threads_closes_its_descriptors_once()
    {
        Kernel.Required();
        var before = KernelObjects.OpenFilesAtRest();
        var probe = Probe.Load();

        Parallel.For(0, 16, _ => probe.Dispose());

        Assert.Equal(before, KernelObjects.OpenFiles());
    }

    [Fact]
    public void Two_loads_of_an_object_share_its_pinned_map()
    {
        Kernel.BpfFileSystemRequired();
        Directory.CreateDirectory(TestPins);
        File.Delete(TestPins + "/pinned_packets");
        using var first = Gobpf.Load();
        using var second = Gobpf.Load();

        first.PinnedPackets[0] = 7;

        Assert.Equal(7ul, second.PinnedPackets[0]);
        Assert.Equal(first.PinnedPackets.Id, second.PinnedPackets.Id);
        File.Delete(TestPins + "/pinned_packets");
    }

    [Fact]
    public void A_pinned_map_with_another_value_size_is_rejected()
    {
        Kernel.BpfFileSystemRequired();
        var path = TestPins + "/shape";
        using var loader = new ObjectLoader("test", BitConverter.IsLittleEndian, "");
        loader.CreateMap<BpfMap>(new("shape", MapType.Array, 4, 8, 1) { PinPath = path });

        var exception =
            Assert.Throws<BpfException>(() => loader.CreateMap<BpfMap>(new("shape", MapType.Array, 4, 16, 1) { PinPath = path }));

        Assert.Contains($"pinned at {path}. The pinned map cannot be used: its values have 8 bytes, not 16.", exception.Message);
    }

    [Fact]
    public void The_error_names_a_map_that_the_kernel_rejects()
    {
        Kernel.Required();
        using var loader = new ObjectLoader("test.o", BitConverter.IsLittleEndian, "");

        var exception = Assert.Throws<BpfException>(() => loader.CreateMap<BpfMap>(new("events", MapType.Hash, 0, 0, 0)));

        Assert.Equal(
            ("BPF_MAP_CREATE", "EINVAL", "map 'events' (Hash) of test.o"), (exception.Command, exception.ErrnoName, exception.Subject));
        Assert.Contains("does not accept this combination of type, key size, value size", exception.Message);
    }

    [Fact]
    public void The_error_names_an_unsupported_program_type()
    {
        Kernel.Required();
        using var loader = new ObjectLoader("test", BitConverter.IsLittleEndian, "GPL");
        ulong[] instructions = [0x00000000000000b7, 0x0000000000000095];

        var exception = Assert.Throws<BpfException>(() => loader.LoadProgram<BpfProgram>(
            new("nothing", (ProgramType)9_999) { ExpectedAttachType = AttachType.XdpCpumap, Flags = 1 << 5 },
            new ObjectCode(instructions, [0, 0], []),
            [0]));

        Assert.Equal(("BPF_PROG_LOAD", "EINVAL"), (exception.Command, exception.ErrnoName));
        Assert.EndsWith("it does not support program type 9999, or attach type XdpCpumap, or the flags 0x20.", exception.Message);
    }

    [Fact]
    public void ObjectLoader_rejects_an_object_of_the_other_byte_order()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs Linux");

        var exception = Assert.Throws<PlatformNotSupportedException>(() => new ObjectLoader("probe.o", !BitConverter.IsLittleEndian, ""));

        Assert.StartsWith("probe.o cannot be loaded: it was compiled for ", exception.Message);
    }

    [Fact]
    public void A_verifier_log_larger_than_the_first_buffer_is_read_completely()
    {
        Kernel.Required();
        using var loader = new ObjectLoader("test", BitConverter.IsLittleEndian, "");

        // Every instruction adds a line to the log. The last instruction reads a register that was never written, so the verifier rejects
        // the program.
        var code = Enumerable.Repeat(0x00000000000000b7ul, 4000).Append(0x00000000000010bful).Append(0x95ul).ToArray();
        code[^2] = 0x00000000000030bf;

        var exception = Assert.Throws<VerifierException>(
            () => loader.LoadProgram<BpfProgram>(new("long", ProgramType.SocketFilter), new ObjectCode(code, [0, 0], []), [0]));

        Assert.True(exception.Log.Length > 64 * 1024, $"the log has {exception.Log.Length} characters");
        Assert.Contains("R3 !read_ok", exception.Message);
    }

    [Fact]
    public void Patching_a_map_reference_changes_only_the_descriptor_and_the_source_register()
    {
        Kernel.Required();
        using var loader = new ObjectLoader("test", BitConverter.IsLittleEndian, "");
        var map = loader.CreateMap<BpfMap>(new("patched", MapType.Array, 4, 8, 1));
        var fd = (uint)map.Handle.DangerousGetHandle();

        var functions = new ObjectCode([0x95, 0x1234567800000218, 0x9abcdef000000000, 0x95], [0, 0], [1, 1, 0]);

        var code = loader.Assemble(functions, [0], default).ToArray();

        Assert.Equal([0x95ul, ((ulong)fd << 32) | 0x00001218, 0x9abcdef000000000, 0x95ul], code);
    }
}
