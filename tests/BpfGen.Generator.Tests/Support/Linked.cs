extern alias runtime;

using System;
using System.Threading;
using BpfGen.Generator.Btf;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Elf;
using BpfGen.Generator.Emission;
using BpfGen.Generator.Model;
using Xunit;
using runtime::BpfGen.Loading;

namespace BpfGen.Generator.Tests.Support;

/// <summary>Links objects directly, without running the generator in a compiler.</summary>
internal static class Linked
{
    /// <summary>Links a probe and checks that it has no errors.</summary>
    public static ObjectModel Probe(string name) => Object(Repository.Probe(name));

    /// <summary>Links an object and checks that it has no errors.</summary>
    public static ObjectModel Object(byte[] bytes)
    {
        var (model, problems) = Try(bytes);
        Assert.DoesNotContain(problems, problem => problem.Rule.Severity == Severity.Error);
        return Assert.IsType<ObjectModel>(model);
    }

    /// <summary>Returns the BTF types with which an object is loaded.</summary>
    public static BtfTypes TypesOf(ObjectModel model)
    {
        var bytes = PackedTypes.Unpack(TypePacker.Pack(model.Types!, BitConverter.IsLittleEndian).AsSpan()).ToArray();
        var problems = new ProblemList();
        var types = Assert.IsType<BtfTypes>(BtfReader.Read(bytes, model.IsLittleEndian, problems));
        Assert.Empty(problems.ToArray());
        return types;
    }

    public static (ObjectModel? Model, EquatableArray<Problem> Problems) Try(byte[] bytes)
    {
        var problems = new ProblemList();
        var model = ObjectReader.Link(bytes, TypeRequests.None, problems, CancellationToken.None);
        return (model, problems.ToArray());
    }
}
