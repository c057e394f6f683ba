using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace BpfGen.Generator.Tests.Support;

/// <summary>
/// A C# project to run the generator on: sources, objects with metadata, and properties. Dispose deletes the project's folder.
/// </summary>
internal sealed class TestProject : IDisposable
{
    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp14);

    private readonly Dictionary<string, string> _properties = new() { ["RootNamespace"] = "Sample" };
    private readonly List<TestObject> _objects = [];
    private readonly List<SyntaxTree> _sources = [];
    private readonly List<MetadataReference> _references = [.. References.All];

    public TestProject()
    {
        Directory = System.IO.Directory.CreateTempSubdirectory("bpfgen-").FullName;
        _properties["ProjectDir"] = Directory + "/";
    }

    public string Directory { get; }

    /// <summary>Adds an object with item metadata, at a path relative to the project's folder.</summary>
    public TestProject WithObject(string path, byte[] bytes, params (string Name, string Value)[] metadata)
    {
        var file = Path.Combine(Directory, path);
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, bytes);
        return WithItem(path, metadata);
    }

    /// <summary>Adds a probe of the repository under its own file name.</summary>
    public TestProject WithProbe(string probe, params (string Name, string Value)[] metadata) =>
        WithObject(Path.GetFileName(probe), Repository.Probe(probe), metadata);

    /// <summary>Adds an AdditionalFiles item, but does not write the file.</summary>
    public TestProject WithItem(string path, params (string Name, string Value)[] metadata)
    {
        _objects.Add(new TestObject(Path.Combine(Directory, path), metadata.ToDictionary(pair => pair.Name, pair => pair.Value)));
        return this;
    }

    /// <summary>Adds the project file, as BpfGen.targets passes it to the generator.</summary>
    public TestProject WithProjectFile(string xml)
    {
        _objects.Add(new TestObject(
            Path.Combine(Directory, "App.csproj"), new Dictionary<string, string> { ["BpfGenProjectFile"] = "true" }, xml));
        return this;
    }

    public TestProject WithSource(string code, string path = "Program.cs")
    {
        _sources.Add(CSharpSyntaxTree.ParseText(code, ParseOptions, Path.Combine(Directory, path)));
        return this;
    }

    /// <summary>Adds a reference to a library that is compiled from source.</summary>
    /// <param name="code">The source of the library.</param>
    /// <param name="isReferenceAssembly">
    /// Whether the library is compiled to a reference assembly, as the SDK does for project references.
    /// </param>
    public TestProject WithLibrary(string code, bool isReferenceAssembly)
    {
        var library = CSharpCompilation.Create(
            "Library", [Parse(code, "Library.cs")], References.All, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using var stream = new MemoryStream();
        var result = library.Emit(stream, options: new Microsoft.CodeAnalysis.Emit.EmitOptions(
            metadataOnly: isReferenceAssembly, includePrivateMembers: !isReferenceAssembly));
        Assert.True(result.Success, string.Join("\n", result.Diagnostics));
        _references.Add(MetadataReference.CreateFromImage(stream.ToArray()));
        return this;
    }

    public TestProject WithProperty(string name, string value)
    {
        _properties[name] = value;
        return this;
    }

    /// <summary>
    /// Runs the generator. Then runs it again with one more, unrelated source file, and checks that all results of the second run come from
    /// the cache.
    /// </summary>
    public GeneratorRun Run()
    {
        var driver = Driver().RunGenerators(Compilation(), TestContext.Current.CancellationToken);
        var run = new GeneratorRun(this, driver, Compilation());
        run.EditUnrelatedSource().ShouldTakeEverythingFromTheCache();
        return run;
    }

    public CSharpCompilation Compilation() => CSharpCompilation.Create(
        "TestProject",
        _sources,
        _references,
        new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            nullableContextOptions: NullableContextOptions.Enable,
            warningLevel: 9999,
            allowUnsafe: false)
            .WithSpecificDiagnosticOptions([new("CS1701", ReportDiagnostic.Suppress), new("CS1702", ReportDiagnostic.Suppress)]));

    public static SyntaxTree Parse(string code, string path) => CSharpSyntaxTree.ParseText(code, ParseOptions, path);

    public ImmutableArray<AdditionalText> AdditionalTexts() => [.. _objects];

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);

    private CSharpGeneratorDriver Driver() => CSharpGeneratorDriver.Create(
        [new BpfObjectGenerator().AsSourceGenerator()],
        _objects,
        ParseOptions,
        new TestOptions(_properties),
        new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
}
