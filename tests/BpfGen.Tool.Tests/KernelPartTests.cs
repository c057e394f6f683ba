using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using BpfGen.Generator.Tests.Support;
using BpfGen.Testing.Kernels;
using BpfGen.Tool.Tests.Support;
using Xunit;

namespace BpfGen.Tool.Tests;

/// <summary>The parts of the library that runs programs on other kernels, without a virtual machine.</summary>
public sealed class KernelPartTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bpfgen-kernels-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("5.10", "bullseye", null)]
    [InlineData(" 6.1 ", "bookworm", null)]
    [InlineData("6.12", "trixie", null)]
    [InlineData("sid", "sid", null)]
    [InlineData("trixie-backports", "trixie-backports", null)]
    [InlineData("trixie:linux-image-arm64-16k", "trixie", "linux-image-arm64-16k")]
    [InlineData("./bzImage", "", null)]
    public void A_kernel_name_is_a_version_a_suite_a_package_or_a_path(string text, string suite, string? package)
    {
        var name = KernelName.Parse(text);

        Assert.Equal((suite, package), (name.Suite, name.Package));
        Assert.Equal(suite.Length == 0, name.IsImage);
    }

    [Theory]
    [InlineData("6.6", "Debian has no suite with Linux 6.6. Use 5.10, 6.1, 6.12")]
    [InlineData("6", "Debian has no suite with Linux 6.")]
    [InlineData("Trixie!", "'Trixie!' does not name a kernel")]
    [InlineData("", "'' does not name a kernel")]
    public void The_error_for_an_unknown_kernel_names_the_known_ones(string text, string message)
    {
        var exception = Assert.Throws<KernelException>(() => KernelName.Parse(text));

        Assert.StartsWith(message, exception.Message, StringComparison.Ordinal);
        Assert.Contains("5.10, 6.1, 6.12", exception.Message);
    }

    [Fact]
    public void A_list_of_kernels_has_each_kernel_once()
    {
        Assert.Equal(["6.12", "sid"], KernelName.ParseList("6.12, sid,6.12,").Select(name => name.Text));
        Assert.Throws<KernelException>(() => KernelName.ParseList(" , "));
    }

    [Fact]
    public async Task A_kernel_of_the_folder_is_found_without_fetching()
    {
        var store = new KernelStore(new KernelStoreOptions { Folder = _folder });
        var kernel = Directory.CreateDirectory(Path.Combine(_folder, "kernels", "bookworm")).FullName;
        await File.WriteAllTextAsync(
            Path.Combine(kernel, "complete"), "sch_ingress cls_bpf veth tcp_bbr\n", TestContext.Current.CancellationToken);

        var image = await store.FindAsync(KernelName.Parse("6.1"), KernelArchitecture.X64, TestContext.Current.CancellationToken);

        Assert.Equal(new KernelImage("6.1", KernelArchitecture.X64, kernel + "/vmlinuz", kernel + "/modules"), image);
    }

    [Fact]
    public async Task The_C_library_of_the_folder_is_found_without_fetching()
    {
        var store = new KernelStore(new KernelStoreOptions { Folder = _folder });
        var library = Directory.CreateDirectory(Path.Combine(_folder, "sysroot-arm64")).FullName;

        Assert.Equal(library, await store.FindSysrootAsync(KernelArchitecture.Arm64, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_an_error_that_names_the_variable()
    {
        var file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);

        var exception = await Assert.ThrowsAsync<KernelException>(
            () => WorkFolder.CreateAsync(file, TestContext.Current.CancellationToken));

        Assert.StartsWith($"The folder '{file}' for kernels cannot be written: ", exception.Message, StringComparison.Ordinal);
        Assert.Contains("BPFGEN_VM_CACHE", exception.Message);
    }

    [Fact]
    public async Task The_error_for_a_missing_image_names_it()
    {
        var exception = await Assert.ThrowsAsync<KernelException>(() => new KernelStore().FindAsync(
            KernelName.Parse("./nowhere"), KernelArchitecture.X64, TestContext.Current.CancellationToken));

        Assert.Equal("The kernel image './nowhere' does not exist.", exception.Message);
    }

    [Fact]
    public void The_error_for_missing_tools_has_the_command_that_installs_them()
    {
        var one = Assert.Throws<MissingToolException>(() => HostTools.Require(HostTools.ForRunning(KernelArchitecture.Arm64), _folder));
        var two = Assert.Throws<MissingToolException>(() => HostTools.Require(HostTools.ForRunning(KernelArchitecture.X64), _folder));

        Assert.Equal("qemu-system-aarch64 is missing. Install with: apt-get install qemu-system-arm", one.Message);
        Assert.Equal(
            "qemu-system-x86_64, busybox are missing. Install with: apt-get install qemu-system-x86 busybox-static", two.Message);
        Assert.Equal(["qemu-system-x86_64", "busybox"], two.Tools);
    }

    [Fact]
    public async Task An_archive_unpacks_with_cpio()
    {
        Assert.SkipUnless(HostTools.Find("cpio") is not null, "cpio is not installed.");
        var path = Path.Combine(_folder, "archive");
        using (var file = File.Create(path))
        using (var archive = new CpioWriter(file))
        {
            archive.AddFile("a/b/three", "abc"u8, executable: true);
            archive.AddFile("/a/empty", []);
            archive.AddFile("a/b/three", "again"u8);
            archive.AddLink("a/link", "b/three");
            archive.AddFolder("a/b/folder");
        }

        (await ToolRun.Start(_folder, "sh", "-c", "mkdir out && cd out && cpio -i --quiet --no-absolute-filenames <../archive"))
            .ShouldSucceed();

        var root = Path.Combine(_folder, "out", "a");
        Assert.Equal(["b", "empty", "link"], Directory.GetFileSystemEntries(root).Select(Path.GetFileName).Order());
        Assert.Equal("abc", await File.ReadAllTextAsync(Path.Combine(root, "link"), TestContext.Current.CancellationToken));
        Assert.True(File.GetUnixFileMode(Path.Combine(root, "b/three")).HasFlag(UnixFileMode.OtherExecute));
        Assert.False(File.GetUnixFileMode(Path.Combine(root, "empty")).HasFlag(UnixFileMode.OtherExecute));
        Assert.True(Directory.Exists(Path.Combine(root, "b/folder")));
        Assert.Equal(0, new FileInfo(path).Length % 4);
    }

    [Fact]
    public void The_init_script_quotes_words_for_the_shell()
    {
        var script = InitScript.Write(
            ["/bin/guest", "it's", "$HOME"], new Dictionary<string, string> { ["NAME"] = "a b" }, "/tmp/x", "ttyS1");

        Assert.Contains("\n'/bin/guest' 'it'\\''s' '$HOME' >&3 2>&1 </dev/null\n", script);
        Assert.Contains("\nexport NAME='a b'\n", script);
        Assert.StartsWith("#!/bin/busybox sh\n", script, StringComparison.Ordinal);
    }

    [Fact]
    public void The_output_of_a_machine_has_the_release_the_output_the_result_file_and_the_status()
    {
        var read = InitScript.Read("bpfgen-kernel 6.1.0\r\none\r\ntwo\n\nbpfgen-result\n<xml/>\n\nbpfgen-status 3\n");

        Assert.Equal(("6.1.0", "one\ntwo\n", "<xml/>\n", 3), read);
        Assert.Equal(("6.1.0", "", "", 0), InitScript.Read("bpfgen-kernel 6.1.0\n\nbpfgen-status 0\n"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("bpfgen-kernel 6.1.0\nsome output")]
    [InlineData("bpfgen-kernel 6.1.0\n\nbpfgen-status ")]
    public void The_output_of_a_machine_that_stopped_early_has_no_status(string log) => Assert.Null(InitScript.Read(log));

    [Fact]
    public async Task The_libraries_of_a_program_include_the_dynamic_linker()
    {
        var libraries = await SharedLibraries.OfAsync([Environment.ProcessPath!], TestContext.Current.CancellationToken);

        Assert.Contains(libraries, library => library.Contains("/libc.so", StringComparison.Ordinal));
        Assert.Contains(libraries, library => Path.GetFileName(library).StartsWith("ld-", StringComparison.Ordinal));
        Assert.All(libraries, library => Assert.True(File.Exists(library)));
    }

    [Fact]
    public void The_results_of_a_test_in_a_machine_keep_message_trace_output_and_reason()
    {
        const string xml = """
            <assemblies><assembly><collection>
            <test name="T.a" result="Pass" time="0.5"><output><![CDATA[hello]]></output></test>
            <test name="T.b(x: \&quot;2\&quot;)" result="Fail" time="1"><failure exception-type="E"><message>not \"C:\\x\"</message>
            <stack-trace>at T.b</stack-trace></failure></test>
            <test name="T.c" result="Skip" time="0"><reason>too old</reason></test>
            <test name="T.d" result="Fail" time="0"><failure exception-type="A.B"><message>A.B : no file</message></failure></test>
            </collection></assembly></assemblies>
            """;

        var tests = GuestTest.Read(new GuestResult(1, "6.1.0", "", xml, "", TimeSpan.Zero));

        Assert.Equal(["Pass", "Fail", "Skip", "Fail"], tests.Select(test => test.Result));
        Assert.Equal("Linux 6.1.0\nhello", tests[0].Output);
        Assert.Equal(0.5m, tests[0].Seconds);
        Assert.Equal("T.b(x: \"2\")", tests[1].Name);
        Assert.Equal(("not \"C:\\x\"", "E", "at T.b"), (tests[1].Message, tests[1].Type, tests[1].StackTrace));
        Assert.Equal("too old", tests[2].Message);
        Assert.Equal("no file", tests[3].Message);
    }

    [Fact]
    public void A_program_that_fails_without_a_failed_test_is_a_failure()
    {
        const string xml = """
            <assemblies><assembly><errors><error type="fixture-cleanup" /></errors><collection>
            <test name="T.a" result="Pass" time="0.5" />
            </collection></assembly></assemblies>
            """;

        var tests = GuestTest.Read(new GuestResult(1, "6.1.0", "first\ncannot dispose\n", xml, "", TimeSpan.Zero));

        Assert.Equal(["Pass", "Fail"], tests.Select(test => test.Result));
        Assert.Contains("status 1", tests[1].Message);
        Assert.EndsWith("first\ncannot dispose", tests[1].Message, StringComparison.Ordinal);
        Assert.Single(GuestTest.Read(new GuestResult(0, "6.1.0", "", xml, "", TimeSpan.Zero)));
    }

    [Fact]
    public void The_error_for_a_program_that_ran_no_test_has_the_end_of_its_output()
    {
        var exception = Assert.Throws<KernelException>(
            () => GuestTest.Read(new GuestResult(134, "6.1.0", "first\nout of memory\n", "", "", TimeSpan.Zero)));

        Assert.Contains("status 134", exception.Message);
        Assert.EndsWith("first\nout of memory", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_error_for_results_that_were_cut_says_so()
    {
        var exception = Assert.Throws<KernelException>(() => GuestTest.Read(
            new GuestResult(1, "6.1.0", "No space left on device\n", "<assemblies><assembly><test name=\"T.a\" res", "", TimeSpan.Zero)));

        Assert.StartsWith("The results of the tests on Linux 6.1.0 are damaged: ", exception.Message, StringComparison.Ordinal);
        Assert.EndsWith("No space left on device", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_output_of_a_machine_that_stopped_early_is_what_the_program_printed()
    {
        Assert.Equal("one\ntw", InitScript.OutputOf("bpfgen-kernel 6.1.0\r\none\r\ntw"));
        Assert.Equal("", InitScript.OutputOf(""));
    }

    [Fact]
    public async Task Verify_says_what_is_wrong_with_its_arguments()
    {
        var kernel = (await ToolRun.Of("verify", "probes/probe.o", "--kernels", "6.6")).ShouldFail();
        Assert.Contains("Debian has no suite with Linux 6.6. Use 5.10, 6.1, 6.12", kernel.Error);

        var file = (await ToolRun.Of("verify", "README.md", "--kernels", "6.1")).ShouldFail();
        Assert.Contains("BPFGEN002", file.Error);

        var architecture = (await ToolRun.Of("verify", "probes/probe.o", "--arch", "mips")).ShouldFail();
        Assert.Contains("'mips'", architecture.Error);
    }

    [Fact]
    public async Task Verify_says_which_tools_are_missing()
    {
        var run = (await ToolRun.Start(
            Repository.Root, "env", $"PATH={_folder}", Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal)
                ? Environment.ProcessPath : HostTools.Find("dotnet")!,
            Path.Combine(AppContext.BaseDirectory, "bpfgen.dll"), "verify", "probes/probe.o", "--arch", "arm64")).ShouldFail();

        Assert.Contains("qemu-system-aarch64 is missing. Install with: apt-get install qemu-system-arm", run.Error);
    }
}
