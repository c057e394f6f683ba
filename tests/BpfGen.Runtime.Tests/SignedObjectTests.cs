using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;
using BpfGen.Loading;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>
/// Signed objects, which a program in the kernel loads. These tests do not check signatures, because that requires a kernel with
/// CONFIG_SYSTEM_DATA_VERIFICATION: see the cases of BpfGen.Kernel.Tests.
/// </summary>
[Collection(KernelTests.Name)]
public sealed class SignedObjectTests
{
    private static readonly Version FirstKernel = new(5, 17);

    /// <summary>
    /// The loader program does not compare the declarations of kernel functions with those of the kernel, and does not load an object
    /// without its types if the kernel refuses them.
    /// </summary>
    private static readonly string[] Different = [nameof(OtherKfunc), nameof(DeepTypes)];

    private static readonly Regex KindOfSymbol = new("^(function|variable) '(?=.* of the kernel)");

    public static TheoryData<string> Objects => [.. Pairs().Select(pair => pair.Signed.Name).Except(Different)];

    [Theory]
    [MemberData(nameof(Objects))]
    public void A_signed_object_has_the_same_maps_and_programs_in_the_kernel_as_the_unsigned_object(string name)
    {
        Required();
        var (signed, plain) = Pairs().Single(pair => pair.Signed.Name == name);

        var expected = Describe(() => Load(plain, keyring: false));
        var actual = Describe(() => Load(signed, keyring: true));

        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Most_objects_of_these_tests_can_be_signed() => Assert.InRange(Pairs().Count(), 60, 200);

    [Fact]
    public void Programs_of_a_signed_object_attach_and_see_events()
    {
        Required();
        using var core = Signed.Core.Load(new() { Keyring = null });
        using var link = core.ReadTask.Attach();

        Poll.Until(() => core.Results[0].Runs > 0, "a system call");

        var result = core.Results[0];
        Assert.Equal((1u, 1u, 0u), (result.SameTgid, result.FieldExists, result.AbsentFieldExists));
    }

    [Fact]
    public void Variables_of_a_signed_object_have_their_initial_values()
    {
        Required();
        using var globals = Signed.Globals.Load(new() { Keyring = null });

        Assert.Equal((100ul, 3ul, 7u), (globals.Data.Total, globals.Rodata.Step, globals.Rodata.UnusedLimit));
    }

    [Fact]
    public void Nothing_but_the_maps_and_programs_stays_open_after_the_load()
    {
        Required();
        var before = KernelObjects.OpenFilesAtRest();
        using (var slots = Signed.Slots.Load(new() { Keyring = null }))
        {
            var own = Signed.Slots.Definition.Maps.Count + Signed.Slots.Definition.Programs.Count(program => program.AutoLoad);
            Assert.Equal(before + own, KernelObjects.OpenFiles());
        }

        Assert.Equal(before, KernelObjects.OpenFiles());
    }

    [Fact]
    public void A_program_that_the_verifier_rejects_is_reported_with_its_name_and_log()
    {
        Required();
        var before = KernelObjects.OpenFilesAtRest();

        var expected = Assert.Throws<VerifierException>(() => Rejected.Load());
        var actual = Assert.Throws<VerifierException>(() => Signed.Rejected.Load(new() { Keyring = null }));

        Assert.Equal((expected.Errno, expected.Subject), (actual.Errno, actual.Subject));
        Assert.Equal(expected.Instruction, actual.Instruction);
        Assert.Equal(before, KernelObjects.OpenFiles());
    }

    [Fact]
    public void A_template_that_the_kernel_refuses_is_reported_with_its_name()
    {
        Required();
        var before = KernelObjects.OpenFilesAtRest();

        var expected = Assert.Throws<BpfException>(() => LargeTemplate.Load());
        var actual = Assert.Throws<BpfException>(() => Signed.LargeTemplate.Load(new() { Keyring = null }));

        Assert.Equal((expected.Errno, expected.Subject), (actual.Errno, actual.Subject));
        Assert.Equal(before, KernelObjects.OpenFiles());
    }

    [Fact]
    public void Sizes_that_the_kernel_completes_are_those_of_the_kernel()
    {
        Required();
        using var loaded = Signed.LikeUnsigned.Load(new() { Keyring = null });

        Assert.Equal(loaded.Recent.GetInfo().MaxEntries, loaded.Recent.MaxEntries);
    }

    [Fact]
    public void A_kernel_function_that_the_kernel_does_not_have_is_reported_by_its_name()
    {
        Required();
        var exception = Assert.Throws<BpfException>(() => Signed.MissingKfunc.Load(new() { Keyring = null }));

        Assert.Equal("symbol 'bpf_no_such_function' of the kernel, which missing-kfunc.o refers to", exception.Subject);
        Assert.Contains("Neither the kernel (Linux ", exception.Message);
    }

    [Fact]
    public void A_kernel_that_checks_no_signatures_refuses_a_signed_object_and_says_how_to_load_it()
    {
        Required();

        var exception = Assert.Throws<BpfException>(() => Signed.Probe.Load());

        Assert.Equal("the signed loader program of probe.o", exception.Subject);
        if (exception.ErrnoName is "EOPNOTSUPP" or "EINVAL" or "E2BIG")
        {
            Assert.Contains("To load the object without checking its signature, set Keyring to null", exception.Message);
        }
    }

    [Fact]
    public void Options_that_would_change_the_load_of_a_signed_object_are_refused()
    {
        Required();

        var exception = Assert.Throws<InvalidOperationException>(
            () => Load<Signed.Probe, Signed.Probe.LoadOptions>());

        Assert.Equal("probe.o is signed, so KernelBtf cannot change how it is loaded.", exception.Message);

        static T Load<T, TOptions>()
            where T : class, IBpfObject<T, TOptions>
            where TOptions : ObjectOptions, new() => T.Load(new TOptions { KernelBtf = KernelBtf.OfRunningKernel() });
    }

    [Fact]
    public void The_requirements_of_a_signed_object_have_its_loader_program()
    {
        var plain = Probe.Requirements;
        var signed = Signed.Probe.Requirements;

        Assert.Null(plain.Loader);
        Assert.Equal("has a signature", signed.Loader!.Reasons[0].Reason);
        Assert.Equal(new Version(6, 18), signed.MinimumKernel);
        Assert.Equal(plain.Programs.Select(program => program.Name), signed.Programs.Select(program => program.Name));
        Assert.Superset(new HashSet<string>(["CAP_BPF", "CAP_PERFMON"]), new HashSet<string>(signed.Capabilities));
    }

    [Fact]
    public void CheckSupport_tells_whether_the_kernel_checks_the_signature_of_an_object()
    {
        Required();

        var missing = Signed.Ring.CheckSupport();

        if (KernelFeatures.Has(KernelFeature.ProgramSignatures))
        {
            Assert.Empty(missing);
        }
        else
        {
            Assert.StartsWith("Program 'loader' ", Assert.Single(missing).ToString(), StringComparison.Ordinal);
        }
    }

    private static void Required()
    {
        Kernel.NetworkRequired();
        Assert.SkipUnless(Environment.OSVersion.Version >= FirstKernel, $"needs Linux {FirstKernel}");
    }

    /// <summary>The classes of the objects that are also in these tests without a signature.</summary>
    private static IEnumerable<(Type Signed, Type Plain)> Pairs() =>
        from signed in typeof(Signed.Probe).Assembly.GetTypes()
        let plain = typeof(SignedObjectTests).Assembly.GetType($"BpfGen.Runtime.Tests.{signed.Name}")
        where signed.GetProperty("Definition")?.PropertyType == typeof(ObjectDefinition) && plain is not null
        where NameOf(signed) == NameOf(plain)
        orderby signed.Name
        select (signed, plain);

    private static string NameOf(Type type) => ((ObjectDefinition)type.GetProperty("Definition")!.GetValue(null)!).Name;

    private static IDisposable Load(Type type, bool keyring)
    {
        var optionsType = type.GetNestedType("LoadOptions")!;
        var options = Activator.CreateInstance(optionsType);
        if (keyring)
        {
            optionsType.GetProperty("Keyring")!.SetValue(options, null);
        }

        return (IDisposable)type.GetMethod("Load", [optionsType])!
            .Invoke(null, BindingFlags.DoNotWrapExceptions, binder: null, [options], culture: null)!;
    }

    /// <summary>
    /// Describes what an object has in the kernel, one line for each map and program: or the reason why the kernel refuses it.
    /// </summary>
    private static string Describe(Func<IDisposable> load)
    {
        try
        {
            using var loaded = load();
            var properties = loaded.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public);
            return string.Join('\n', properties.Select(property => property.GetValue(loaded) switch
            {
                BpfProgram { IsLoaded: true } program => $"{program.Name} {Describe(program.GetInfo())}",
                BpfMap { IsCreated: true } map => $"{map.Name} {map.Type} {map.KeySize} {map.ValueSize} {EntriesOf(map)} {map.Flags}",
                _ => "",
            }));
        }
        catch (BpfException exception)
        {
            return $"{exception.Command} {exception.ErrnoName} {KindOfSymbol.Replace(exception.Subject, "symbol '")}";
        }
    }

    private static string Describe(BpfProgramInfo info) =>
        $"{info.Type} {info.Name} {info.VerifiedInstructions} {info.TranslatedSize}";

    /// <summary>The number of entries, unless the loader completes it: a signed object cannot depend on the number of CPUs.</summary>
    private static string EntriesOf(BpfMap map) => map.Type == MapType.PerfEventArray ? "" : $"{map.MaxEntries}";
}
