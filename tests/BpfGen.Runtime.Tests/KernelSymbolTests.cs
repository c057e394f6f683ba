using System;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using BpfGen.KernelConfig;
using BpfGen.Links;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>
/// References of an object to the running kernel: kfuncs, variables, symbol addresses, configuration values (kconfig) and attach targets.
/// </summary>
[Collection(KernelTests.Name)]
public sealed partial class KernelSymbolTests
{
    [Fact]
    public void A_program_calls_kfuncs_that_exist_and_skips_missing_kfuncs()
    {
        Kernel.Required();
        var options = new Kfuncs.LoadOptions();
        options.Rodata.WantedThread = GetThreadId();
        using var probe = Kfuncs.Load(options);
        using var link = Bind(probe.OnRename);
        using var inFunction = Bind(probe.OnRenameInFunction);

        Trigger.RenameThread("kfuncs");

        Assert.Equal((2ul, 2ul), (probe.Bss.Acquired, probe.Bss.AcquiredInFunction));
        Assert.Equal((1u, 0u, 0u), (probe.Bss.FlavorExists, probe.Bss.OtherPrototypeExists, probe.Bss.AbsentExists));
    }

    [Fact]
    public void The_error_names_a_missing_kfunc_that_is_not_weak()
    {
        Kernel.Required();

        var exception = Assert.Throws<BpfException>(MissingKfunc.Load);

        Assert.Equal(("Load", null), (exception.Command, exception.Errno));
        Assert.Contains("function 'bpf_no_such_function' of the kernel, which missing-kfunc.o refers to", exception.Message);
        Assert.Contains("Neither the kernel (Linux ", exception.Message);
    }

    [Fact]
    public void A_missing_kfunc_fails_only_the_programs_that_use_it()
    {
        Kernel.Required();
        using var probe = MissingForOne.Load(new() { Programs = { NeedsIt = { AutoLoad = false } } });

        Assert.Equal(5, probe.Works.TestRun(new byte[64]).ReturnValue);
        Assert.Contains("'bpfgen_no_such_function'", Assert.Throws<BpfException>(() => MissingForOne.Load()).Message);
    }

    [Fact]
    public void Load_throws_if_the_declared_prototype_of_a_kfunc_differs_from_the_kernels_prototype()
    {
        Kernel.Required();

        Assert.Contains("The object's declaration differs from that of the kernel", Assert.Throws<BpfException>(OtherKfunc.Load).Message);
    }

    [Fact]
    public void The_verifier_rejects_a_reachable_call_of_a_missing_kfunc()
    {
        Kernel.Required();

        var exception = Assert.Throws<VerifierException>(ReachedKfunc.Load);

        Assert.Contains("#2002000000", exception.Log);
        Assert.Matches(
            "It calls kernel function '\\w+'\\. Neither the kernel \\(.*\\) nor a loaded module has it\\. If the function may be missing, "
                + "test for it first: bpf_ksym_exists",
            exception.Message);
    }

    [Fact]
    public void Symbol_addresses_match_the_addresses_in_kallsyms()
    {
        Kernel.Required();
        var listed = File.ReadLines("/proc/kallsyms").First(line => line.EndsWith(" _stext", StringComparison.Ordinal)).Split(' ')[0];
        using var probe = Addresses.Load();
        using var link = probe.Read.Attach();

        Trigger.RenameThread("addresses");

        Assert.True(probe.Bss.Runs > 0);
        Assert.Equal(Convert.ToUInt64(listed, 16), probe.Bss.TextAddress);
        Assert.Equal((0ul, 0u), (probe.Bss.AbsentAddress, probe.Bss.AbsentVariableExists));
    }

    [Fact]
    public void The_error_names_a_missing_symbol_that_is_not_weak()
    {
        Kernel.Required();

        Assert.Contains("symbol 'no_such_symbol' of the kernel", Assert.Throws<BpfException>(MissingAddress.Load).Message);
    }

    [Fact]
    public void A_program_reads_kernel_variables()
    {
        Kernel.Required();
        if (!File.ReadLines("/proc/kallsyms").Any(line => line.EndsWith(" runqueues", StringComparison.Ordinal)))
        {
            // A kernel without CONFIG_KALLSYMS_ALL has the variable's type but not its address. The error then names the variable.
            Assert.Contains("kernel symbol 'runqueues'", Assert.Throws<VerifierException>(Variables.Load).Log);
            return;
        }

        using var probe = Variables.Load();
        using var link = probe.Read.Attach();

        Trigger.RenameThread("variables");

        Assert.True(probe.Bss.Runs > 0);
        Assert.Equal((0u, 1u, 0u), (probe.Bss.Cpu, probe.Bss.IsActive, probe.Bss.AbsentExists));
    }

    [Fact]
    public void Programs_read_kernel_configuration_values()
    {
        Kernel.Required();
        using var probe = Kconfig.Load();
        using var link = probe.Read.Attach();

        Trigger.RenameThread("kconfig");

        var seen = probe.Bss;
        Assert.True(seen.Runs > 0);
        Assert.Equal(Environment.OSVersion.Version.ToString(2), $"{seen.Version >> 16}.{(seen.Version >> 8) & 255}");
        Assert.Equal((1u, 'y', 1u, 1u, 0u), (seen.HasCookie, (char)seen.Syscall, seen.Net, seen.Inet, seen.Absent));
        Assert.Equal(Option("CONFIG_HZ"), $"{seen.Hz}");
        Assert.Equal(Option("CONFIG_LOG_BUF_SHIFT"), $"{seen.LogBufferShift}");
        Assert.Equal(Option("CONFIG_DEFAULT_HOSTNAME").Trim('"'), seen.HostName.ToString());
    }

    [Fact]
    public void User_space_reads_kernel_configuration_values_as_typed_properties()
    {
        Kernel.Required();
        using var probe = Kconfig.Load();

        Assert.Equal("kconfig.kconfig", probe.KconfigMap.Name);
        Assert.Equal(Option("CONFIG_HZ"), $"{probe.KconfigMap.ConfigHz}");
    }

    [Fact]
    public void Load_options_override_kernel_configuration_values()
    {
        Kernel.Required();
        using var probe = Kconfig.Load(new()
        {
            KconfigMap =
            {
                ConfigHz = 12_345,
                ConfigInet = Kconfig.Types.LibbpfTristate.TriModule,
                ConfigNet = false,
                ConfigNoSuchOption = -3,
                ConfigDefaultHostname = "given",
            },
        });
        using var link = probe.Read.Attach();

        Trigger.RenameThread("kconfig");

        var seen = probe.Bss;
        Assert.Equal((12_345ul, 2u, 0u, -3, "given"), (seen.Hz, seen.Inet, seen.Net, (int)seen.Absent, seen.HostName.ToString()));
        Assert.Equal(('y', Option("CONFIG_LOG_BUF_SHIFT")), ((char)seen.Syscall, $"{seen.LogBufferShift}"));
    }

    [Fact]
    public void Setting_a_configuration_option_to_null_restores_the_kernels_value()
    {
        Kernel.Required();
        var options = new Kconfig.LoadOptions { KconfigMap = { ConfigHz = 12_345 } };
        Assert.Equal(12_345ul, options.KconfigMap.ConfigHz);
        options.KconfigMap.ConfigHz = null;

        using var probe = Kconfig.Load(options);

        Assert.Null(options.KconfigMap.ConfigHz);
        Assert.Equal(Option("CONFIG_HZ"), $"{probe.KconfigMap.ConfigHz}");
    }

    [Fact]
    public void A_missing_configuration_option_can_be_set_by_load_options()
    {
        Kernel.Required();
        using var probe = MissingOption.Load(new() { Kconfig = { ConfigNoSuchOption = 7 } });

        Assert.Equal(7, probe.Kconfig.ConfigNoSuchOption);
    }

    [Fact]
    public void The_error_names_a_missing_kernel_configuration_option()
    {
        Kernel.Required();

        Assert.Contains("variable 'CONFIG_NO_SUCH_OPTION' of missing-option.o", Assert.Throws<BpfException>(MissingOption.Load).Message);
    }

    [Fact]
    public void Programs_for_BTF_tracepoints_and_iterators_load_with_the_BTF_id_of_their_target()
    {
        Kernel.Required();
        using var probe = Bound.Load();
        using var link = Bind(probe.OnRename);

        Trigger.RenameThread("bound");

        Assert.True(probe.Bss.Renames >= 2);
        Assert.True(probe.EachTask.Id > 0);
    }

    [Fact]
    public void The_error_names_a_missing_attach_target()
    {
        Kernel.Required();
        var options = new Bound.LoadOptions();
        options.Programs.Nowhere.AutoLoad = true;

        var message = Assert.Throws<BpfException>(() => Bound.Load(options)).Message;

        Assert.Contains("program 'nowhere' (Tracing) of bound.o. Its target is 'no_such_tracepoint'. Neither the kernel (Linux ", message);
    }

    [Fact]
    public void The_error_names_a_module_that_is_not_loaded()
    {
        Kernel.Required();
        var options = new Bound.LoadOptions();
        options.Programs.InNoModule.AutoLoad = true;

        Assert.Contains("nor a loaded module 'no_such_module' has it.", Assert.Throws<BpfException>(() => Bound.Load(options)).Message);
    }

    [Fact]
    public void Loading_an_fentry_program_without_a_target_reports_that_it_needs_a_target()
    {
        Kernel.Required();
        var options = new Bound.LoadOptions();
        options.Programs.Unbound.AutoLoad = true;

        Assert.Contains(
            "It requires an attach target, and its section names none. Name the target in the section, as in SEC(\"fentry/TARGET\")",
            Assert.Throws<InvalidOperationException>(() => Bound.Load(options)).Message);
    }

    [Fact]
    public void Loading_an_extension_program_without_a_target_program_reports_that_it_needs_a_target_program()
    {
        Kernel.Required();
        var options = new Bound.LoadOptions();
        options.Programs.Replacement.AutoLoad = true;

        Assert.Contains(
            "It replaces a function of another program: set AttachProgram in its load options to that program.",
            Assert.Throws<InvalidOperationException>(() => Bound.Load(options)).Message);
    }

    [Fact]
    public void AttachTarget_in_the_load_options_overrides_the_section()
    {
        Kernel.Required();
        var options = new Bound.LoadOptions();
        options.Programs.Nowhere.AutoLoad = true;
        options.Programs.Nowhere.AttachTarget = "task_rename";
        using var probe = Bound.Load(options);

        using var link = Bind(probe.Nowhere);

        Assert.Equal("task_rename", probe.Nowhere.Target);
    }

    [Fact]
    public void A_program_loads_without_a_weak_kfunc_of_a_missing_module()
    {
        Kernel.Required();
        var options = new BoundFunctions.LoadOptions();
        options.Programs.LookUp.AutoLoad = true;
        using var probe = BoundFunctions.Load(options);

        Assert.True(probe.LookUp.Id > 0);
    }

    [Fact]
    public void The_error_names_a_function_that_the_replaced_program_lacks()
    {
        Kernel.Required();
        var original = new BoundFunctions.LoadOptions();
        original.Programs.ToBeReplaced.AutoLoad = true;
        using var target = BoundFunctions.Load(original);
        var options = new BoundFunctions.LoadOptions();
        options.Programs.Replacement.AutoLoad = true;
        options.Programs.Replacement.AttachProgram = target.ToBeReplaced;
        options.Programs.Replacement.AttachTarget = "nothing";

        var message = Assert.Throws<BpfException>(() => BoundFunctions.Load(options)).Message;

        Assert.Contains("Its target is 'nothing'. Program 'to_be_replaced' has no function 'nothing'.", message);
    }

    [Theory]
    [InlineData("Ubuntu 5.4.0-12.15-generic 5.4.8\n", "#1 SMP", "5.4.0-12-generic", 5, 4, 8)]
    [InlineData(null, "#1 SMP Debian 4.19.260-1 (2022-09-29)\n", "4.19.0-22-amd64\n", 4, 19, 260)]
    [InlineData(null, "#1 SMP PREEMPT_DYNAMIC\n", "6.18.44-fc\n", 6, 18, 44)]
    [InlineData(null, null, "nonsense", 0, 0, 0)]
    public void LINUX_KERNEL_VERSION_is_the_version_of_the_upstream_kernel(
        string? signature, string? version, string? release, int major, int minor, int patch) =>
        Assert.Equal((ulong)((major << 16) + (minor << 8) + Math.Min(patch, 255)), KernelVersion.Of(signature, version, release));

    private static KernelLink Bind(BpfProgram program)
    {
        var errno = LinkFactory.TryOpenRawTracepoint(program, name: null, cookie: 0, "test", out var link);
        Assert.Equal(0, errno);
        return link!;
    }

    private static string Option(string name) =>
        ConfigFile.TryOpen()!.First(line => line.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..];

    [LibraryImport("libc", EntryPoint = "gettid")]
    private static partial int GetThreadId();
}
