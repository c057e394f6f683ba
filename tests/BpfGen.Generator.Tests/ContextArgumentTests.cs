using System.Linq;
using BpfGen.Btf;
using BpfGen.Generator.Btf;
using BpfGen.Generator.Model;
using BpfGen.Generator.Tests.Support;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>
/// If a parameter is tagged as the program's context (<c>__arg_ctx</c>), the generator changes its BTF type to the context type that every
/// kernel accepts.
/// </summary>
public sealed class ContextArgumentTests
{
    private readonly ObjectModel _model = Linked.Probe("linking/contexts.o");
    private readonly BtfTypes _types;

    public ContextArgumentTests() => _types = Linked.TypesOf(_model);

    [Theory]
    [InlineData("filter", "length_of", "__sk_buff")]
    [InlineData("filter", "count", "__sk_buff")]
    [InlineData("enter", "count", "bpf_raw_tracepoint_args")]
    [InlineData("packet", "count", "xdp_md")]
    [InlineData("probe", "count", "bpf_user_pt_regs_t")]
    public void A_context_parameter_gets_the_context_type_of_the_calling_program(string program, string function, string context)
    {
        var prototype = Prototype(program, function);
        var parameter = _types.Skip(BtfTypes.Parameters(prototype).First())!;

        Assert.Equal((BtfKind.Pointer, context), (parameter.Kind, _types[parameter.SizeOrType]!.Name));
    }

    [Fact]
    public void Parameters_without_the_context_tag_keep_their_types_and_tags()
    {
        var function = Function("surely", "count_surely");

        Assert.Equal(
            BtfKind.Int, _types.Skip(_types.Skip(BtfTypes.Parameters(Prototype("surely", "count_surely")).Last())!.SizeOrType)!.Kind);
        var tag = Assert.Single(_types.All, type => type.Kind == BtfKind.DeclTag && type.SizeOrType == function.Id);
        Assert.Equal(("arg:nonnull", 1u), (tag.Name, tag.Numbers[0]));
    }

    [Fact]
    public void A_context_parameter_that_already_has_the_context_type_does_not_change() =>
        Assert.Equal(BtfKind.Struct, _types[_types[BtfTypes.Parameters(Prototype("filter", "as_it_is")).First()]!.SizeOrType]!.Kind);

    [Fact]
    public void The_context_tag_stays_if_the_program_type_has_no_named_context_type()
    {
        var function = Function("bound", "count");

        Assert.Contains(_types.All, type => type is { Kind: BtfKind.DeclTag, Name: "arg:ctx" } && type.SizeOrType == function.Id);
    }

    private BtfType Prototype(string program, string function) => _types[Function(program, function).SizeOrType]!;

    private BtfType Function(string program, string function)
    {
        var functions = _model.Programs.Single(candidate => candidate.Name == program).Functions.Select(index => _model.Functions[index]);
        return _types[functions.Single(candidate => candidate.Name == function).Information.Type]!;
    }
}
