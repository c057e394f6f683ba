using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using BpfGen.Btf;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Elf;
using BpfGen.Generator.Tests.Support;
using BpfGen.Tool.CSource;
using BpfGen.Tool.Tests.Support;
using Xunit;

namespace BpfGen.Tool.Tests;

/// <summary>
/// The C header that the tool writes (<c>vmlinux.h</c>). When a compiler compiles the header, the structs have the same layout as in BTF.
/// </summary>
public sealed class HeaderTests
{
    private const string Kernel = "/sys/kernel/btf/vmlinux";

    [Fact]
    public async Task Structs_in_the_header_of_the_running_kernel_compile_to_their_layout_in_BTF()
    {
        Assert.SkipUnless(File.Exists(Kernel), "The kernel does not provide its BTF.");

        Assert.True(await CheckLayout(await File.ReadAllBytesAsync(Kernel, TestContext.Current.CancellationToken)) > 5000);
    }

    /// <summary>
    /// Tests BTF files of other kernels. The environment variable lists the files: <c>BPFGEN_KERNEL_BTF=5.10.btf:6.1.btf</c>.
    /// </summary>
    [Fact]
    public async Task Structs_in_the_headers_of_BPFGEN_KERNEL_BTF_compile_to_their_layout_in_BTF()
    {
        var files = Environment.GetEnvironmentVariable("BPFGEN_KERNEL_BTF") ?? "";
        foreach (var file in files.Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            Assert.True(await CheckLayout(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken)) > 5000, file);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Random_packed_aligned_and_nested_structs_compile_to_their_layout_in_BTF(int seed) =>
        Assert.True(await CheckLayout(new RandomTypes(seed).Build(400)) > 300);

    /// <summary>
    /// Writes the header for the BTF, compiles it with assertions about sizes and offsets, and returns the compiled types.
    /// </summary>
    private static async Task<BtfTypeList> CompileLayout(byte[] btf)
    {
        var types = new BtfTypeList(btf, isLittleEndian: true);
        using var clang = new Clang();
        clang.Write("vmlinux.h", Header(btf));
        clang.Write("layout.c", Layout.Assertions(types, new CNames(types, btf.Length), "vmlinux.h"));

        var elf = ElfReader.Read(await clang.Compile("layout", "-Wno-unused"), new ProblemList())!;
        return new BtfTypeList(elf.Sections.Single(section => section.Name == ".BTF").Data.ToArray(), isLittleEndian: true);
    }

    /// <summary>
    /// Writes and compiles the header for the BTF. Compares the compiled types with those in the BTF, including bit fields and the types of
    /// members.
    /// </summary>
    /// <returns>The number of structs and unions.</returns>
    private static async Task<int> CheckLayout(byte[] btf)
    {
        var types = new BtfTypeList(btf, isLittleEndian: true);
        var compiled = await CompileLayout(btf);

        // Use the names in the header, because two types of the same name differ there by a flavor (___2).
        var names = new CNames(types, btf.Length);
        var layouts = new Dictionary<string, string>();
        foreach (var type in Layout.Named(compiled))
        {
            layouts.Add($"{type.Kind} {Encoding.UTF8.GetString(compiled.TextAt(type.Name))}", Layout.Of(compiled, type));
        }

        var count = 0;
        foreach (var type in Layout.Named(types))
        {
            Assert.Equal(Layout.Of(types, type), layouts[$"{type.Kind} {names.Of(type)}"]);
            count++;
        }

        return count;
    }

    [Fact]
    public async Task A_program_compiles_to_the_same_instructions_as_with_the_header_of_bpftool()
    {
        Assert.SkipUnless(File.Exists(Kernel) && Clang.IsOnPath("bpftool"), "Requires bpftool, and the kernel's BTF.");
        const string source = """
            #define SEC(name) __attribute__((section(name), used))
            static long (*bpf_probe_read_kernel)(void *to, unsigned int size, const void *from) = (void *)113;
            struct sums { u64 all; u32 protocol; } sums;

            SEC("tp_btf/sched_switch") int on_switch(unsigned long long *context)
            {
                struct task_struct *task = (void *)context[1];
                sums.all += task->pid + task->__state + task->in_execve + task->sched_reset_on_fork + task->se.vruntime;
                sums.all += task->mm->pgd->pgd + task->nsproxy->uts_ns->name.nodename[3];
                return 0;
            }

            SEC("fentry/ip_rcv") int on_receive(unsigned long long *context)
            {
                struct sk_buff *skb = (void *)context[0];
                sums.all += skb->len + skb->cloned + skb->ip_summed + skb->sk->__sk_common.skc_dport + (skb->pkt_type == 4);
                sums.protocol = ((struct iphdr *)(skb->head + skb->network_header))->ihl + BPF_MAP_TYPE_RINGBUF + IPPROTO_TCP;
                struct net_device *device = skb->dev;
                bpf_probe_read_kernel(&sums.all, sizeof(sums.all), &device->ifindex);
                return __builtin_preserve_field_info(((struct tcp_sock *)skb->sk)->is_sack_reneg, 0);
            }

            char LICENSE[] SEC("license") = "GPL";
            """;
        using var clang = new Clang();
        var theirs = (await ToolRun.Start("/", "bpftool", "btf", "dump", "file", Kernel, "format", "c")).ShouldSucceed();
        clang.Write("theirs.h", theirs.Output);
        clang.Write("own.h", Header(await File.ReadAllBytesAsync(Kernel, TestContext.Current.CancellationToken)));
        var code = new List<string>();
        foreach (var name in new[] { "own", "theirs" })
        {
            clang.Write(name + ".c", $"#include \"{name}.h\"\n{source}");
            var elf = ElfReader.Read(await clang.Compile(name, "-mcpu=v3"), new ProblemList())!;
            code.Add(string.Join('\n', elf.Sections.Where(section => section.IsExecutable && section.Size > 0)
                .Select(section => $"{section.Name} {Convert.ToHexString(section.Data)}")));
        }

        Assert.Contains("fentry/ip_rcv", code[0]);
        Assert.Equal(code[1], code[0]);
    }

    [Fact]
    public void CHeader_Write_returns_a_reason_for_damaged_types_and_throws_no_exception()
    {
        var random = new Random(1);
        var whole = new RandomTypes(1).Build(60);
        var failures = 0;
        for (var i = 0; i < 3000; i++)
        {
            var bytes = (byte[])whole.Clone();
            for (var change = random.Next(1, 6); change > 0; change--)
            {
                bytes[random.Next(24, bytes.Length)] = (byte)random.Next(256);
            }

            var result = CHeader.Write(new BtfTypeList(bytes, isLittleEndian: true), bytes.Length);
            Assert.True(result.Text is null != result.Failure is null);
            failures += result.Failure is null ? 0 : 1;
        }

        Assert.InRange(failures, 1, 2999);
    }

    [Fact]
    public void A_small_damaged_BTF_cannot_produce_a_huge_header()
    {
        // Each unnamed struct contains the previous struct twice, so the header would have 2^40 members.
        var builder = new BtfBuilder();
        var inner = builder.Int("int", 4);
        for (var i = 0; i < 40; i++)
        {
            inner = builder.Struct("", 1 << Math.Min(i + 3, 28), [("a", inner, 0, 0), ("b", inner, 1 << Math.Min(i + 5, 23), 0)]);
        }

        builder.Struct("outer", 1 << 28, [("a", inner, 0, 0)]);

        Assert.Equal("its types repeat each other too often", Failure(builder));
    }

    [Fact]
    public void CHeader_Write_reports_types_that_contain_themselves()
    {
        var builder = new BtfBuilder();
        builder.Struct("loop", 8, [("inner", 1, 0, 0)]);
        Assert.Equal("type 1 contains itself", Failure(builder));

        builder = new BtfBuilder();
        builder.Typedef("loop", 1);
        Assert.Equal("type 1 contains itself", Failure(builder));

        builder = new BtfBuilder();
        builder.Pointer(1);
        builder.Struct("list", 8, [("next", 1, 0, 0)]);
        Assert.StartsWith("type 1 is behind more than", Failure(builder), StringComparison.Ordinal);
    }

    [Fact]
    public void Deeply_nested_structs_do_not_exhaust_the_stack()
    {
        // Each struct contains the next struct by value, so C must define the last struct first.
        const int count = 20_000;
        var builder = new BtfBuilder();
        var number = builder.Int("int", 4);
        for (var i = 0; i < count; i++)
        {
            builder.Struct($"s{i}", 4, [("a", i < count - 1 ? (uint)i + 3 : number, 0, 0)]);
        }

        Assert.Contains("struct s0 {", Header(builder.Build()));
    }

    [Fact]
    public async Task Unusual_names_and_kinds_in_BTF_become_valid_C()
    {
        var builder = new BtfBuilder();
        var byteType = builder.Int("u8", 1);
        var odd = builder.Int("[3]u8", 3);
        var real = builder.Float("long double", 16);
        var wide = builder.Enum("small", 1, false, ("one", 1), ("two", 2));
        var text = builder.Struct("Vec<T, A>", 8, [("int", byteType, 0, 0), ("0", odd, 8, 0), ("e", wide, 32, 3)]);
        var next = builder.Struct("Vec<T, A>", 32, [("long", real, 0, 0), ("next", builder.Pointer(text), 128, 0)]);
        builder.Typedef("struct", next);
        builder.Typedef("one", builder.Pointer(builder.Forward("Vec<T, A>")));

        await CompileLayout(builder.Build());
    }

    [Fact]
    public async Task The_header_leaves_out_a_member_that_C_cannot_express()
    {
        var builder = new BtfBuilder();
        var number = builder.Int("int", 4);
        builder.Struct(
            "variants", 8, [("a", number, 0, 0), ("overlaps", number, 16, 0), ("b", number, 32, 0), ("outside", number, 64, 0)]);
        using var clang = new Clang();
        var header = Header(builder.Build());
        clang.Write("t.c", header + """
            struct variants v;
            _Static_assert(sizeof v == 8 && __builtin_offsetof(struct variants, b) == 4, "");
            """);

        await clang.Compile("t");
        Assert.DoesNotContain("overlaps", header);
        Assert.DoesNotContain("outside", header);
    }

    private static string? Failure(BtfBuilder builder)
    {
        var bytes = builder.Build();
        return CHeader.Write(new BtfTypeList(bytes, isLittleEndian: true), bytes.Length).Failure;
    }

    private static string Header(byte[] btf)
    {
        var result = CHeader.Write(new BtfTypeList(btf, isLittleEndian: true), btf.Length);
        Assert.Null(result.Failure);
        return result.Text!;
    }
}
