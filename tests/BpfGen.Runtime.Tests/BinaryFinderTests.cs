using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading;
using BpfGen.Runtime.Tests.Support;
using BpfGen.Symbols;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>
/// Libraries are found where the dynamic loader finds them. These tests do not run in parallel with others, because they change environment
/// variables of the process.
/// </summary>
[Collection(KernelTests.Name)]
public sealed partial class BinaryFinderTests : IDisposable
{
    private const string Variable = "LD_LIBRARY_PATH";
    private const int FileSystem = 0x200;

    private static readonly string Multiarch = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "aarch64-linux-gnu" : "x86_64-linux-gnu";

    private readonly string _folder = Directory.CreateTempSubdirectory("bpfgen-libraries").FullName;
    private readonly string? _before = Environment.GetEnvironmentVariable(Variable);

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, _before);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void LD_LIBRARY_PATH_is_searched_before_the_cache_and_the_default_folders()
    {
        var library = Put("second/libc.so.6");
        Environment.SetEnvironmentVariable(Variable, $"{_folder}/first::{_folder}/second");

        Assert.Equal(library, BinaryFinder.Find("libc.so.6", pid: null, "a test"));
    }

    [Fact]
    public void A_library_missing_from_LD_LIBRARY_PATH_is_found_in_the_default_places()
    {
        Environment.SetEnvironmentVariable(Variable, _folder);

        Assert.EndsWith("/libc.so.6", BinaryFinder.Find("libc.so.6", pid: null, "a test"));
        Assert.Contains("LD_LIBRARY_PATH, the loader's cache and its directories", Assert.Throws<BpfException>(() => BinaryFinder.Find("libbpfgen-none.so.1", pid: null, "a test")).Message);
    }

    [Fact]
    public void Without_a_cache_the_folder_of_the_architecture_is_searched_first()
    {
        Put("usr/lib/libbpfgen.so.1");
        Put($"usr/lib/{Multiarch}/libbpfgen.so.1");
        Put("lib64/libc.so.6");
        WithRoot(pid =>
        {
            Assert.Equal($"/proc/{pid}/root/usr/lib/{Multiarch}/libbpfgen.so.1", BinaryFinder.Find("libbpfgen.so.1", pid, "a test"));

            // This process finds libc in a folder that is searched earlier, but that file is outside of the other root.
            Assert.Equal($"/proc/{pid}/root/lib64/libc.so.6", BinaryFinder.Find("libc.so.6", pid, "a test"));
            Assert.Throws<BpfException>(() => BinaryFinder.Find("libbpfgen-none.so.1", pid, "a test"));
        });
    }

    [Fact]
    public void LD_LIBRARY_PATH_is_resolved_below_the_root_of_the_process()
    {
        Put("opt/libbpfgen.so.1");
        Put("usr/lib/libbpfgen.so.1");
        Environment.SetEnvironmentVariable(Variable, "/opt");

        WithRoot(pid => Assert.Equal($"/proc/{pid}/root/opt/libbpfgen.so.1", BinaryFinder.Find("libbpfgen.so.1", pid, "a test")));
    }

    private string Put(string path)
    {
        var file = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, []);
        return file;
    }

    /// <summary>
    /// Runs a test with the id of a thread that has its own root directory. The kernel shows it in /proc like the root of a process in a
    /// container.
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
