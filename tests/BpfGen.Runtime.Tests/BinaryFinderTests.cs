using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using BpfGen.Interop;
using BpfGen.Runtime.Tests.Support;
using BpfGen.Symbols;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>
/// BpfGen finds libraries where the dynamic loader finds them. No other test runs at the same time, because these tests change environment
/// variables of the process.
/// </summary>
[Collection(KernelTests.Name)]
public sealed partial class BinaryFinderTests : IDisposable
{
    private const string Variable = "LD_LIBRARY_PATH";
    private const int FileSystem = 0x200;

    private static readonly string Multiarch = RuntimeInformation.ProcessArchitecture == Architecture.Arm64
        ? "aarch64-linux-gnu"
        : "x86_64-linux-gnu";

    private readonly string _folder = Directory.CreateTempSubdirectory("bpfgen-libraries").FullName;
    private readonly string? _before = Environment.GetEnvironmentVariable(Variable);

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, _before);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void LD_LIBRARY_PATH_is_searched_before_ld_so_cache_and_the_default_folders()
    {
        var library = Put("second/libc.so.6");
        Environment.SetEnvironmentVariable(Variable, $"{_folder}/first::{_folder}/second");

        Assert.Equal(library, PathOf("libc.so.6", pid: null));
    }

    [Fact]
    public void A_library_missing_from_LD_LIBRARY_PATH_is_found_in_the_default_folders()
    {
        Environment.SetEnvironmentVariable(Variable, _folder);

        Assert.EndsWith("/libc.so.6", PathOf("libc.so.6", pid: null));
        Assert.Contains(
            "LD_LIBRARY_PATH, ld.so.cache and the default library directories",
            Assert.Throws<BpfException>(() => BinaryFinder.Find("libbpfgen-none.so.1", pid: null, "a test")).Message);
    }

    [Fact]
    public void Without_ld_so_cache_the_library_folder_of_the_architecture_is_searched_first()
    {
        Put("usr/lib/libbpfgen.so.1");
        Put($"usr/lib/{Multiarch}/libbpfgen.so.1");
        Put("lib64/libc.so.6");
        WithRoot(pid =>
        {
            Assert.Equal($"/proc/{pid}/root/usr/lib/{Multiarch}/libbpfgen.so.1", PathOf("libbpfgen.so.1", pid));

            // This process finds libc in a folder that is searched earlier, but that folder is outside of the other process's root
            // directory.
            Assert.Equal($"/proc/{pid}/root/lib64/libc.so.6", PathOf("libc.so.6", pid));
            Assert.Throws<BpfException>(() => BinaryFinder.Find("libbpfgen-none.so.1", pid, "a test"));
        });
    }

    [Fact]
    public void LD_LIBRARY_PATH_is_resolved_below_the_root_directory_of_the_probed_process()
    {
        Put("opt/libbpfgen.so.1");
        Put("usr/lib/libbpfgen.so.1");
        Environment.SetEnvironmentVariable(Variable, "/opt");

        WithRoot(pid => Assert.Equal($"/proc/{pid}/root/opt/libbpfgen.so.1", PathOf("libbpfgen.so.1", pid)));
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../../../../../../etc/passwd")]
    [InlineData("/../..//etc/./passwd")]
    [InlineData("/usr/second/passwd")]
    public void Symbolic_links_and_parent_folders_do_not_lead_out_of_the_root_directory_of_another_process(string target)
    {
        Put("etc/passwd", "inside"u8);
        Link("usr/second", "/etc");
        Link("usr/lib/libbpfgen.so.1", target);

        WithRoot(pid =>
        {
            using var byName = BinaryFinder.Find("libbpfgen.so.1", pid, "a test");
            using var byPath = BinaryFinder.Find("/usr/lib/libbpfgen.so.1", pid, "a test");
            using var byRoot = BinaryFinder.Find($"/proc/{pid}/root/usr/lib/libbpfgen.so.1", pid: null, "a test");
            using var byParent = BinaryFinder.Find("/usr/lib/../../../../etc/passwd", pid, "a test");
            using var root = ForeignRoot.TryOpen(pid)!;
            using var walked = root.TryWalk("/usr/lib/libbpfgen.so.1")!;

            string[] paths = [byName.KernelPath, byPath.KernelPath, byRoot.KernelPath, byParent.KernelPath, ForeignRoot.PathOf(walked)];
            Assert.All(paths, path => Assert.Equal("inside", File.ReadAllText(path)));
            Assert.Equal($"/proc/{pid}/root/usr/lib/libbpfgen.so.1", byRoot.Path);
        });
    }

    [Fact]
    public async Task Below_the_root_directory_of_another_process_only_regular_files_are_opened()
    {
        Link("loop", "/loop");
        Link("dangling", "/etc/hostname");
        Link("magic", "/proc/self/exe");
        Put("file");
        await Command.Run("mkfifo", Path.Combine(_folder, "pipe"));
        using var root = ForeignRoot.TryOpen(_folder)!;

        foreach (var path in new[] { "/loop", "/dangling", "/magic", "/pipe", "/", "/none/at/all", "/file/below", "" })
        {
            Assert.Null(root.TryOpenFile(path));
        }

        foreach (var path in new[] { "/loop", "/dangling", "/magic", "/none/at/all", "/file/below" })
        {
            Assert.Null(root.TryWalk(path));
        }

        Assert.Null(ForeignRoot.TryOpen(int.MaxValue));
    }

    [Fact]
    public unsafe void A_uprobe_follows_a_symbolic_link_below_the_root_directory_of_another_process()
    {
        using var tracer = Uprobes.Load();
        var path = Put("inner/libbpfgen-linked.so", ProbedLibrary.Bytes());
        Link("usr/lib/libbpfgen-linked.so", "/inner/libbpfgen-linked.so");
        var library = NativeLibrary.Load(path);
        var function = (delegate* unmanaged<int, int>)NativeLibrary.GetExport(library, "probed_one");

        WithRoot(pid =>
        {
            foreach (var mode in new[] { ProbeMode.Newest, ProbeMode.PerfEvent })
            {
                var before = tracer.Bss.Starts;
                using (tracer.OnStart.Attach(
                    $"/proc/{pid}/root/usr/lib/libbpfgen-linked.so", "probed_one", new UprobeOptions { Mode = mode }))
                {
                    Assert.Equal(42, function(41));
                }

                Assert.Equal(before + 1, tracer.Bss.Starts);
            }

            // The kernel shows the library's path as this process sees it, so the path begins with the other process's root directory.
            var symbols = ProcessSymbols.Open(pid);
            Assert.Equal("probed_one", symbols.Find((ulong)function).Function);
        });
        NativeLibrary.Free(library);
    }

    [Fact]
    public void A_perf_map_file_is_read_below_the_root_directory_of_its_process()
    {
        WithRoot(pid =>
        {
            Put("maps/generated", "1000 20 inside\n"u8);
            Link($"tmp/perf-{pid}.map", "/maps/generated");

            Assert.Equal("inside", ProcessSymbols.Open(pid).Find(0x1000).Function);
        });
    }

    private static string PathOf(string name, int? pid)
    {
        using var found = BinaryFinder.Find(name, pid, "a test");
        return found.Path;
    }

    private string Put(string path, ReadOnlySpan<byte> contents = default)
    {
        var file = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, contents);
        return file;
    }

    private void Link(string path, string target)
    {
        var link = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(link)!);
        File.CreateSymbolicLink(link, target);
    }

    /// <summary>
    /// Runs a test with the id of a thread that has a root directory of its own. In /proc, the thread's root looks like the root of a
    /// process in a container.
    /// </summary>
    private void WithRoot(Action<int> test)
    {
        Kernel.NetworkRequired();
        using var isReady = new ManualResetEventSlim();
        using var isDone = new ManualResetEventSlim();
        var (thread, result) = (0, 0);
        var other = new Thread(() =>
        {
            thread = Trigger.ThreadId();
            result = Unshare(FileSystem) | ChangeRoot(_folder);
            isReady.Set();
            isDone.Wait();
        });
        other.Start();
        isReady.Wait();
        try
        {
            Assert.Equal(0, result);
            test(thread);
        }
        finally
        {
            isDone.Set();
            other.Join();
        }
    }

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static partial int Unshare(int flags);

    [LibraryImport("libc", EntryPoint = "chroot", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeRoot(string path);
}
