using System.Linq;
using BpfGen.Btf;
using BpfGen.Generator.Btf;
using BpfGen.Generator.Model;
using BpfGen.Generator.Tests.Support;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>Parameters that are said to be the program's context (<c>__arg_ctx</c>) get the type by which every kernel knows it.</summary>
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
    public void A_function_has_the_context_of_the_program_that_calls_it(string program, string function, string context)
    {
        var prototype = Prototype(program, function);
        var parameter = _types.Skip(BtfTypes.Parameters(prototype).First())!;

        Assert.Equal((BtfKind.Pointer, context), (parameter.Kind, _types[parameter.SizeOrType]!.Name));
    }

    [Fact]
    public void Other_parameters_and_their_tags_stay()
    {
        var function = Function("surely", "count_surely");

        Assert.Equal(BtfKind.Int, _types.Skip(_types.Skip(BtfTypes.Parameters(Prototype("surely", "count_surely")).Last())!.SizeOrType)!.Kind);
        var tag = Assert.Single(_types.All, type => type.Kind == BtfKind.DeclTag && type.SizeOrType == function.Id);
        Assert.Equal(("arg:nonnull", 1u), (tag.Name, tag.Numbers[0]));
    }

    [Fact]
    public void What_has_the_context_already_stays_as_it_is() =>
        Assert.Equal(BtfKind.Struct, _types[_types[BtfTypes.Parameters(Prototype("filter", "as_it_is")).First()]!.SizeOrType]!.Kind);

    [Fact]
    public void Programs_whose_context_has_no_name_keep_the_tag()
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
