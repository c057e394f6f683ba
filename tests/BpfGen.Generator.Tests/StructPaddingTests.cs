extern alias runtime;

using System;
using System.Linq;
using System.Reflection;
using BpfGen.Generator.Input;
using BpfGen.Generator.Tests.Support;
using Xunit;
using BpfMap = runtime::BpfGen.BpfMap;

namespace BpfGen.Generator.Tests;

/// <summary>The structs of a project that have padding. Generated code registers the padding, and BpfGen's runtime clears it.</summary>
public sealed class StructPaddingTests
{
    private const string File = "BpfGen.StructPadding.g.cs";

    [Theory]
    [InlineData("internal struct Key { public uint A; public ulong B; public ushort C; }", "Register<global::Key>(4, 4, 18, 6)")]
    [InlineData(
        "internal struct Key { public byte A; public Inner B; } internal struct Inner { public byte C; public uint D; }",
        "Register<global::Key>(1, 3, 5, 3)")]
    [InlineData(
        "[System.Runtime.CompilerServices.InlineArray(2)] internal struct Key { private Inner a; } internal struct Inner { "
            + "public uint C; public byte D; }",
        "Register<global::Key>(5, 3, 13, 3)")]
    public void The_padding_of_a_struct_that_is_passed_to_a_handle_is_registered(string declaration, string registration)
    {
        var run = Run($"{declaration} internal static class Use {{ public static void It(BpfGen.HashMap map) => map.As<Key, ulong>(); }}");

        Assert.Contains(registration, run.File(File));
        Assert.Contains("bytes at offset", run.Message("BPFGEN054"));
    }

    [Fact]
    public void The_padding_of_a_struct_that_is_passed_to_a_generated_handle_is_registered()
    {
        // The type of Probe.Events is unknown while the generator runs, because the generator writes the class Probe.
        var run = Run("internal struct Key { public byte A; public uint B; } internal static class Use { public static void "
            + "It(Sample.Probe probe) => probe.Events.As<Key>(); }");

        Assert.Contains("Register<global::Key>(1, 3)", run.File(File));
    }

    [Theory]
    [InlineData("internal struct Key { public uint A; public uint B; }")]
    [InlineData("[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Sequential, Pack = 1)] internal "
        + "struct Key { public byte A; public uint B; }")]
    [InlineData("[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Sequential, Size = 8)] internal "
        + "struct Key { public byte A; public uint B; }")]
    public void A_struct_without_padding_is_not_registered(string declaration)
    {
        var run = Run($"{declaration} internal static class Use {{ public static void It(BpfGen.HashMap map) => map.As<Key, ulong>(); }}");

        Assert.Null(run.FileOrNull(File));
        Assert.Empty(run.Messages("BPFGEN054"));
    }

    [Theory]
    [InlineData("private struct Key { public byte A; public uint B; }", "Key", "generated code cannot access it")]
    [InlineData("", "(byte, uint)", "its layout is automatic")]
    public void Padding_that_cannot_be_cleared_is_a_warning(string declaration, string type, string reason)
    {
        var run =
            Run($"internal static class Use {{ {declaration} public static void It(BpfGen.HashMap map) => map.As<{type}, ulong>(); }}");

        Assert.Contains(reason, run.Message("BPFGEN055"));
        Assert.Null(run.FileOrNull(File));
    }

    [Fact]
    public void A_method_named_As_that_is_not_of_BpfGen_is_ignored()
    {
        var run = Run("""
            internal struct Key { public byte A; public uint B; }
            internal static class Use { public static void As<T>() { } public static void It() => As<Key>(); }
            """);

        Assert.Null(run.FileOrNull(File));
    }

    [Fact]
    public void Structs_are_found_in_every_generic_map_class_that_sends_them_to_the_kernel()
    {
        string[] onlyReceive = ["RingBuffer", "PerfEventArray"];
        var classes = typeof(BpfMap).Assembly.GetExportedTypes()
            .Where(type => type.IsSubclassOf(typeof(BpfMap)) && HasStructParameter(type.GetGenericArguments()))
            .Select(type => type.Name.Split('`')[0]).Distinct().ToList();

        Assert.Subset(classes.ToHashSet(), onlyReceive.ToHashSet());
        Assert.Empty(classes.Except(onlyReceive).Except(HandleTypeUse.SendingNames));
    }

    [Fact]
    public void All_names_in_which_structs_are_found_exist_in_the_runtime()
    {
        var types = typeof(BpfMap).Assembly.GetExportedTypes();
        var classes = types.Where(type => HasStructParameter(type.GetGenericArguments())).Select(type => type.Name.Split('`')[0]);
        var methods = types.SelectMany(type => type.GetMethods()).Where(method => HasStructParameter(method.GetGenericArguments()))
            .Select(method => method.Name);

        Assert.Empty(HandleTypeUse.SendingNames.Except(classes).Except(methods));
    }

    private static bool HasStructParameter(Type[] parameters) => parameters.Any(
        parameter => parameter.CustomAttributes.Any(attribute => attribute.AttributeType.Name == "IsUnmanagedAttribute"));

    private static GeneratorRun Run(string source)
    {
        using var project = new TestProject().WithProbe("probe.o").WithSource(source);
        return project.Run();
    }
}
