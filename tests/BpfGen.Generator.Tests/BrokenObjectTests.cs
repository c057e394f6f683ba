using System;
using System.Linq;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Emission;
using BpfGen.Generator.Model;
using BpfGen.Generator.Tests.Support;
using BpfGen.Tests;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>
/// Damaged object files. Reading and linking such a file never throws an exception. If the object cannot be used, the generator reports a
/// diagnostic.
/// </summary>
public sealed class BrokenObjectTests
{
    public static TheoryData<string> Probes =>
    [
        "probe.o", "probe.eb.o", "probe-zig.o", "probe-zig-debug.o", "counters.o", "iproute2.o", "gobpf.o", "subprograms.o", "btf/maps.o",
        "btf/globals.o", "btf/core.o", "btf/callbacks.o", "btf/types.o", "btf/ring.o", "types/shapes.o", "types/exported.o",
        "kernel/kfuncs.o", "kernel/kconfig.o", "kernel/addresses.o", "kernel/plain-externs.o", "linking/constants.o",
        "broken/pointer-table.o", "dialects/untyped-symbols.o", "dialects/map-sections.o", "dialects/undefined-function.o",
        "machines/x64.o", "machines/arm64.o", "machines/unaligned.o",
    ];

    [Theory]
    [MemberData(nameof(Probes))]
    public void An_object_truncated_at_any_length_is_an_error(string probe)
    {
        var bytes = Repository.Probe(probe);

        for (var length = 0; length < bytes.Length; length++)
        {
            var (_, problems) = Linked.Try(bytes[..length]);
            Assert.True(problems.Any(IsError), $"{probe}, truncated to {length} of {bytes.Length} bytes, links without an error");
            ShouldHaveNoInternalError(problems);
        }
    }

    [Theory]
    [MemberData(nameof(Probes))]
    public void Linking_an_object_with_changed_ELF_header_bytes_never_throws(string probe)
    {
        var original = Repository.Probe(probe);
        byte[][] values = [[0, 0], [0xff, 0xff], [0xff, 0x7f], [1, 0], [0, 1], [0x80, 0]];
        for (var offset = 0; offset < 64; offset++)
        {
            foreach (var value in values)
            {
                var bytes = original.ToArray();
                value.CopyTo(bytes, offset == 63 ? 62 : offset);
                ShouldNotThrow(bytes);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Probes))]
    [Trait(Speed.Trait, Speed.Slow)]
    public void Linking_an_object_with_any_single_byte_inverted_never_throws(string probe)
    {
        var original = Repository.Probe(probe);
        for (var offset = 0; offset < original.Length; offset++)
        {
            var bytes = original.ToArray();
            bytes[offset] ^= 0xff;
            ShouldNotThrow(bytes);
        }
    }

    [Theory]
    [MemberData(nameof(Probes))]
    public void Linking_an_object_with_random_changed_bytes_never_throws(string probe)
    {
        // The seed is fixed, so that failures are reproducible.
        var random = new Random(20_26);
        var original = Repository.Probe(probe);
        for (var round = 0; round < 2_000; round++)
        {
            var bytes = original.ToArray();
            for (var change = random.Next(1, 8); change > 0; change--)
            {
                var offset = random.Next(bytes.Length);
                bytes[offset] = random.Next(3) switch { 0 => (byte)random.Next(256), 1 => 0xff, _ => 0 };
            }

            ShouldNotThrow(random.Next(4) == 0 ? bytes[..random.Next(bytes.Length)] : bytes);
        }
    }

    /// <summary>
    /// Checks that linking the object does not throw and, if linking succeeds, that writing the generated code does not throw.
    /// </summary>
    [Fact]
    public void A_map_section_with_a_variable_of_an_unknown_type_is_an_error()
    {
        var (elf, btf) = (new RawElf(), new RawBtf());
        const uint UnknownType = 999;
        btf.Section(".maps", 32, (UnknownType, 0, 32));
        elf.Symbol(elf.Name(""), elf.Section(".maps", new byte[32]), 0, 32, type: 1);
        elf.Section(".BTF", btf.Build(), 0);

        var (_, problems) = Linked.Try(elf.Build());

        Assert.Contains(problems, problem => problem.Rule == Rules.BadMapDefinition);
        ShouldHaveNoInternalError(problems);
    }

    private static void ShouldNotThrow(byte[] bytes)
    {
        var (model, problems) = Linked.Try(bytes);
        ShouldHaveNoInternalError(problems);
        if (model is null)
        {
            Assert.Contains(problems, IsError);
        }
        else
        {
            HandleEmitter.Emit(
                new PlannedHandle("probe.o", new HandleClass("Sample", [], "class", "Probe", "internal"), "Probe.g.cs", null),
                model,
                values: null,
                TestContext.Current.CancellationToken);
        }
    }

    private static bool IsError(Problem problem) => problem.Rule.Severity == Severity.Error;

    private static void ShouldHaveNoInternalError(EquatableArray<Problem> problems) =>
        Assert.DoesNotContain(problems, problem => problem.Rule == Rules.Internal);
}
