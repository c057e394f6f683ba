using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Model;
using BpfGen.Generator.Signing;
using BpfGen.Generator.Tests.Support;
using BpfGen.Wire;
using Microsoft.CodeAnalysis;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>Signed objects (BpfSign): the generated class, the loader program, and what cannot be signed.</summary>
public sealed class SigningTests
{
    private const string Key = "signing/test-key.pem";

    private static readonly string[] Unsigned = ["ProgramCode", "TypeInformation", "InitialData", "InitialSlots"];

    public static TheoryData<string, string> Unsignable => new()
    {
        { "btf/pinned.o", "its map 'bpfgen_pinned' is pinned" },
        { "kernel/kconfig.o", "its map '.kconfig' has values of the kernel configuration" },
        { "kernel/kfuncs.o", "its kernel symbol 'bpf_task_acquire___of_another_kernel' is one of several declarations" },
        { "struct_ops/congestion.o", "is a struct_ops map" },
        { "linking/constants.o", "the load options give the value of its constant 'LARGE_NUMBER'" },
        { "linking/arena.o", "its map 'arena' is an arena with initial values" },
        { "linking/jumps.o", "its function 'choose' has a jump table" },
        { "loading/inner-maps.o", "its map 'given' names no inner map" },
        { "probe.eb.o", "it is big-endian" },
    };

    [Fact]
    public void The_class_of_a_signed_object_compiles_and_has_the_same_properties()
    {
        var plain = Run("btf/globals.o", sign: false);
        var signed = Run("btf/globals.o", sign: true);

        Assert.Empty(signed.Diagnostics);
        Assert.Empty(signed.Compile().GetDiagnostics(TestContext.Current.CancellationToken).Where(diagnostic => diagnostic.Severity > 0));
        Assert.Equal(PropertiesOf(plain.Source), PropertiesOf(signed.Source));
    }

    [Fact]
    public void A_signed_object_has_no_code_outside_of_its_signed_data()
    {
        var source = Run("loading/slots.o", sign: true).Source;

        Assert.Contains("private static class SignedLoader", source);
        Assert.All(Unsigned, name => Assert.DoesNotContain($"class {name}", source));
        Assert.DoesNotContain("loader.LoadProgram", source);
    }

    [Fact]
    public void The_load_options_of_a_signed_object_have_only_the_keyring()
    {
        var source = Run("btf/globals.o", sign: true).Source;
        var options = source.Substring(source.IndexOf("class LoadOptions", StringComparison.Ordinal));

        Assert.Contains("public new global::BpfGen.BpfKeyring? Keyring", options);
        Assert.DoesNotContain("MapsOptions", source);
    }

    [Theory]
    [InlineData("PinRoot = \"/sys/fs/bpf\"", "A signed object pins no map during the load. Pin maps after it, with Pin().")]
    [InlineData("KernelBtf = null", "The kernel loads a signed object with its own types.")]
    [InlineData("TokenPath = \"\"", "A signed object cannot be loaded with a BPF token.")]
    public void An_option_that_does_not_apply_to_a_signed_object_is_a_compiler_error_with_the_reason(string setting, string reason)
    {
        using var project = Project("btf/globals.o", sign: true)
            .WithSource($"namespace Sample; class App {{ Globals Load() => Globals.Load(new() {{ {setting} }}); }}");

        var error = Assert.Single(project.Run().Complaints());
        Assert.Equal("CS0619", error.Id);
        Assert.EndsWith($"is obsolete: '{reason}'", error.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Fact]
    public void The_requirements_of_a_signed_object_have_its_loader_program()
    {
        var source = Run("kernel/addresses.o", sign: true).Source;

        Assert.Contains("Loader = new(\"loader\", global::BpfGen.ProgramType.Syscall)", source);
        Assert.Contains("Features = [new(new(6, 18), \"has a signature\")],", source);
        Assert.Contains("<c>CAP_BPF</c> and <c>CAP_PERFMON</c>.</remarks>", source);
    }

    [Theory]
    [InlineData("6.18", null)]
    [InlineData("6.17", "BPFGEN063: The loader program has a signature, which came with Linux 6.18; BpfMinKernel is 6.17.")]
    [InlineData("5.13", "BPFGEN062: The loader program of a signed object has the type Syscall, which came with Linux 5.14; BpfMinKernel")]
    public void An_oldest_kernel_without_signatures_is_reported(string oldest, string? expected)
    {
        using var project = Project("btf/globals.o", sign: true).WithProperty("BpfMinKernel", oldest);

        var reported = project.Run().Diagnostics.Select(diagnostic =>
            $"{diagnostic.Id}: {diagnostic.GetMessage(CultureInfo.InvariantCulture)}");

        if (expected is null)
        {
            Assert.Empty(reported);
        }
        else
        {
            Assert.StartsWith(expected, Assert.Single(reported), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Two_builds_of_a_signed_object_are_equal() =>
        Assert.Equal(Run("btf/core.o", sign: true).Source, Run("btf/core.o", sign: true).Source);

    [Fact]
    public void An_empty_BpfSign_does_not_sign_the_object()
    {
        using var project = new TestProject().WithProbe("probe.o", ("BpfSign", " "));

        Assert.DoesNotContain("SignedLoader", project.Run().Source);
    }

    [Theory]
    [MemberData(nameof(Unsignable))]
    public void An_object_that_depends_on_more_than_the_build_cannot_be_signed(string probe, string reason)
    {
        var run = Run(probe, sign: true);

        Assert.Contains(run.Messages("BPFGEN085"), message => message.Contains(reason, StringComparison.Ordinal));
        Assert.DoesNotContain("SignedLoader", run.Source);
    }

    [Fact]
    public void A_key_that_does_not_exist_is_an_error()
    {
        using var project = new TestProject().WithProbe("probe.o", ("BpfSign", "absent.pem"));

        Assert.StartsWith("The signing key 'absent.pem' cannot be read: ", project.Run().Message("BPFGEN086"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_as_a_key_is_an_error()
    {
        using var project = new TestProject().WithProbe("probe.o", ("BpfSign", Repository.Probes));

        Assert.Equal(
            "The signing key 'probes' cannot be read: it is a folder. Name a file in it.", project.Run().Message("BPFGEN086"));
    }

    [Fact]
    public void A_certificate_that_does_not_exist_is_an_error_about_the_certificate()
    {
        using var project = new TestProject()
            .WithProbe("probe.o", ("BpfSign", Path.Combine(Repository.Probes, Key)), ("BpfSignCertificate", "absent.crt"));

        Assert.StartsWith(
            "The signing key has no certificate: 'absent.crt' cannot be read: ",
            project.Run().Message("BPFGEN086"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_without_a_key_is_an_error()
    {
        using var project = new TestProject().WithProbe("probe.o", ("BpfSignCertificate", "signing.crt"));

        Assert.Contains("it requires BpfSign", project.Run().Message("BPFGEN024"));
    }

    [Fact]
    public void The_paths_of_the_key_are_relative_to_the_project()
    {
        using var project = new TestProject().WithProbe("probe.o", ("BpfSign", "keys/own.pem"));
        Directory.CreateDirectory(Path.Combine(project.Directory, "keys"));
        File.Copy(Path.Combine(Repository.Probes, Key), Path.Combine(project.Directory, "keys", "own.pem"));

        var run = project.Run();

        Assert.Empty(run.Errors);
        Assert.Contains("SignedLoader", run.Source);
    }

    [Fact]
    public void Edits_that_concern_no_object_do_not_sign_again()
    {
        using var project = new TestProject().WithProbe("probe.o", ("BpfSign", Path.Combine(Repository.Probes, Key)));

        project.Run().EditUnrelatedSource().ShouldTakeEverythingFromTheCache();
    }

    [Fact]
    public void Each_signature_is_that_of_its_form_of_the_loader_program()
    {
        var model = Linked.Probe("loading/slots.o");
        var signed = Sign(model);
        var all = Bytes(signed.Instructions);
        var loader = all[(signed.CheckLength * sizeof(ulong))..];

        Assert.Equal(SHA256.HashData(all), signed.Hash);
        Assert.Equal(SHA256.HashData(loader), signed.HashWithoutCheck);
        Assert.Equal(ReadKey().Sign(all), signed.Signature);
        Assert.Equal(ReadKey().Sign([.. loader, .. Bytes(signed.Data)]), signed.SignatureWithData);
    }

    [Fact]
    public void The_check_contains_the_hash_of_the_data()
    {
        var signed = Sign(Linked.Probe("probe.o"));
        var hash = SHA256.HashData(Bytes(signed.Data));

        var constants = new List<byte>();
        for (var i = 0; i < signed.CheckLength - 1; i++)
        {
            // A 16-byte load of a number into register 4.
            if ((signed.Instructions[i] & 0xffff) == 0x0418)
            {
                constants.AddRange(BitConverter.GetBytes((uint)(signed.Instructions[i] >> 32)));
                constants.AddRange(BitConverter.GetBytes((uint)(signed.Instructions[i + 1] >> 32)));
            }
        }

        Assert.Equal(hash, constants);
    }

    [Fact]
    public void The_data_contains_the_license_the_code_and_the_values_of_variables()
    {
        var model = Linked.Probe("btf/globals.o");
        var data = Bytes(Sign(model).Data);

        Assert.Contains("GPL\0", Encoding.Latin1.GetString(Bytes(Sign(Linked.Probe("probe.o")).Data)));
        Assert.All(
            model.Maps.Where(map => map.Data is { Words.Count: > 0 }),
            map => Assert.InRange(data.AsSpan().IndexOf(Bytes(map.Data!.Words).AsSpan(0, (int)map.ValueSize)), 0, data.Length));
    }

    [Fact]
    public void An_object_with_more_maps_and_programs_than_the_loader_program_can_address_cannot_be_signed()
    {
        var model = Linked.Probe("probe.o");
        var many = model with { Maps = [.. Enumerable.Repeat(model.Maps[0], LoaderContext.MostDescriptors)] };

        Assert.Contains(
            Checks.SigningChecks.Run(many),
            problem => problem.Message.Contains("more maps, programs, targets and kernel symbols than 8185"));
    }

    [Fact]
    public void An_object_with_more_targets_than_the_loader_program_can_address_cannot_be_signed()
    {
        var model = Linked.Probe("kernel/bound.o");
        var bound = model.Programs.First(program => program is { AutoLoad: true, Kind: { IsBound: true, Target: not null } });
        var many = model with
        {
            Programs =
            [
                .. Enumerable.Range(0, LoaderContext.MostDescriptors * 2 / 3)
                    .Select(i => bound with { Kind = bound.Kind with { Target = $"target_{i}" } }),
            ],
        };

        Assert.Contains(
            Checks.SigningChecks.Run(many), problem => problem.Message.Contains("more maps, programs, targets and kernel symbols than"));
    }

    [Fact]
    public void A_loader_program_with_more_branches_than_the_verifier_allows_is_an_error()
    {
        var code = new LoaderCode(Effort.Unlimited);

        var exception = Assert.Throws<LimitException>(() => Forever(() => code.SkipIfEqual(1, 0, 1)));

        Assert.Equal("it is signed, and its loader program has more than 8000 branches", exception.Message);
    }

    [Fact]
    public void A_loader_program_with_more_instructions_than_the_verifier_allows_is_an_error()
    {
        var code = new LoaderCode(Effort.Unlimited);

        var exception = Assert.Throws<LimitException>(() => Forever(code.Start));

        Assert.Equal("it is signed, and its loader program has more than 900000 instructions", exception.Message);
    }

    [Fact]
    public void Symbols_of_programs_that_are_not_loaded_are_not_looked_for()
    {
        var model = Linked.Probe("loading/like-unsigned.o");

        Assert.NotEmpty(model.KernelSymbols);
        Assert.Equal(0, LoadedSymbols.CountWithTargets(model));
    }

    [Fact]
    public void Every_object_of_the_tests_that_can_be_signed_has_a_loader_program()
    {
        var count = 0;
        foreach (var path in Directory.GetFiles(Repository.Probes, "*.o", SearchOption.AllDirectories))
        {
            if (Linked.Try(File.ReadAllBytes(path)).Model is { } model && Checks.SigningChecks.Allow(model))
            {
                var (instructions, data) = LoaderBuilder.Build(model, "probe.o", model.License, new Effort(model.Size, default));
                Assert.NotEmpty(instructions);
                Assert.Equal(0, data.Length % sizeof(ulong));
                count++;
            }
        }

        Assert.InRange(count, 80, 1000);
    }

    private static void Forever(Action action)
    {
        while (true)
        {
            action();
        }
    }

    private static GeneratorRun Run(string probe, bool sign)
    {
        using var project = Project(probe, sign);
        return project.Run();
    }

    private static TestProject Project(string probe, bool sign) =>
        new TestProject().WithProbe(probe, ("BpfSign", sign ? Path.Combine(Repository.Probes, Key) : ""));

    private static SignedObject Sign(ObjectModel model) =>
        ObjectSigner.Sign(model, "probe.o", model.License, ReadKey(), new Effort(model.Size, default));

    private static SigningKey ReadKey() => SigningKey.Read(Repository.Probe(Key), null, new ProblemList())!;

    private static byte[] Bytes(IEnumerable<ulong> words) => [.. words.SelectMany(BitConverter.GetBytes)];

    private static List<string> PropertiesOf(string source) =>
    [
        .. source.Split('\n')
            .Where(line => line.StartsWith("    public global::BpfGen.", StringComparison.Ordinal) && line.Contains("{ get; }")),
    ];
}
