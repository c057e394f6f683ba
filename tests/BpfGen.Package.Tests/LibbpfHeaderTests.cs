using System;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using BpfGen.Package.Tests.Support;
using Xunit;

namespace BpfGen.Package.Tests;

/// <summary>
/// Probes that include libbpf's own headers. This repository does not contain these headers, so the test compiles the probes with the
/// headers that are installed on the machine.
/// </summary>
public sealed class LibbpfHeaderTests(PackedPackage package) : IClassFixture<PackedPackage>
{
    private const string Headers = "/usr/include/bpf";

    private const string Probe = """
        #include <stdbool.h>
        #include <linux/bpf.h>
        #include <linux/ptrace.h>
        #include <bpf/bpf_helpers.h>
        #include <bpf/bpf_tracing.h>
        #include <bpf/usdt.bpf.h>

        char LICENSE[] SEC("license") = "GPL";

        __u64 hits;
        __u64 cookie;
        int count;
        int first;
        long second;
        int third;

        SEC("usdt")
        int BPF_USDT(on_work, int a, long b, int c)
        {
            hits++;
            cookie = bpf_usdt_cookie(ctx);
            count = bpf_usdt_arg_cnt(ctx);
            first = a;
            second = b;
            third = c;
            return 0;
        }
        """;

    // An assembly program that runs its only USDT probe once and exits. An ELF note describes the probe in the format of <sys/sdt.h>.
    private const string Probed = """
        .text
        .globl _start
        _start:
            mov $-3, %edi
            movabs $0x1122334455667788, %rsi
        place:
            nop
            mov $60, %eax
            xor %edi, %edi
            syscall

        .section .note.stapsdt, "", @note
            .balign 4
            .4byte 8, description_end - description, 3
            .asciz "stapsdt"
        description:
            .8byte place, base, 0
            .asciz "bpfgen"
            .asciz "work"
            .asciz "-4@%edi 8@%rsi -4@$7"
        description_end:
            .balign 4

        .section .stapsdt.base, "aG", @progbits, .stapsdt.base, comdat
        base:
            .byte 0
        """;

    private const string Program = """
        using System;
        using System.Diagnostics;
        using BpfGen;
        using Consumer;

        using var probe = Probe.Load();
        using var link = probe.OnWork.Attach(args[0], "bpfgen", "work", new UsdtOptions { Cookie = 9 });
        using (var probed = Process.Start(args[0]))
        {
            probed.WaitForExit();
        }

        var seen = probe.Bss;
        Console.WriteLine($"{seen.Hits} {seen.Cookie} {seen.Count} {seen.First} {seen.Second:x} {seen.Third}");
        """;

    [Fact]
    public async Task A_USDT_program_reads_its_arguments_with_usdt_bpf_h()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Requires root, or CAP_BPF and CAP_PERFMON.");
        Assert.SkipUnless(
            RuntimeInformation.OSArchitecture == Architecture.X64,
            "Requires x86-64: the program with the probe is written in its assembly.");
        Assert.SkipUnless(File.Exists(Path.Combine(Headers, "usdt.bpf.h")), "Requires libbpf's headers (package libbpf-dev).");
        var clang = new[] { "clang-19", "clang" }.FirstOrDefault(IsInstalled);
        Assert.SkipUnless(clang is not null, "Requires clang.");
        var folder = Directory.CreateDirectory(Path.Combine(package.Folder, "libbpf-headers")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "probe.c"), Probe + "\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "probed.S"), Probed + "\n", TestContext.Current.CancellationToken);
        (await Dotnet.Start(
            clang,
            folder,
            "-target",
            "bpf",
            "-D__TARGET_ARCH_x86",
            "-I/usr/include/x86_64-linux-gnu",
            "-O2",
            "-g",
            "-c",
            "probe.c",
            "-o",
            "probe.o")).ShouldSucceed();
        (await Dotnet.Start(clang, folder, "-nostdlib", "-static", "probed.S", "-o", "probed")).ShouldSucceed();
        var consumer = new Consumer(package, "", Program, Path.Combine(folder, "probe.o"));
        (await consumer.Build()).ShouldSucceed();

        var run = (await consumer.Run(Path.Combine(folder, "probed"))).ShouldSucceed();

        Assert.Equal("1 9 3 -3 1122334455667788 7", run.Output.Trim());
    }

    private static bool IsInstalled(string program) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));
}
