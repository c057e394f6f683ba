using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BpfGen.Generator.Tests.Support;

/// <summary>
/// The references between the rooms of a project. The rooms are the project's first-level folders, the shared source, and the files in the
/// project's root folder. The references come from the compiler's semantic model, so they are complete even if several rooms have the same
/// namespace.
/// </summary>
internal sealed class RoomGraph
{
    /// <summary>The name of the room for the shared source in <c>common/</c>.</summary>
    public const string Common = "common";

    /// <summary>The name of the room for files in the project's root folder. These files connect the other rooms.</summary>
    public const string Root = "";

    private RoomGraph(string project, IReadOnlyCollection<Reference> references, IReadOnlyCollection<string> rooms)
    {
        Project = project;
        References = references;
        Rooms = rooms;
    }

    public string Project { get; }

    public IReadOnlyCollection<string> Rooms { get; }

    public IReadOnlyCollection<Reference> References { get; }

    /// <param name="project">The folder of the project, below the root of the repository.</param>
    /// <param name="symbols">The preprocessor symbols with which to parse the source.</param>
    public static RoomGraph Read(string project, params string[] symbols)
    {
        var options = new CSharpParseOptions(LanguageVersion.Preview, preprocessorSymbols: symbols);
        var trees = SourceFiles.Below(project).Concat(SourceFiles.Below(Common))
            .Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), options, file)).ToList();
        var assemblies = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is not ("BpfGen.Generator.dll" or "BpfGen.Runtime.dll"))
            .Select(path => (MetadataReference)MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create(
            "rooms", trees, assemblies, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
        var references = trees.SelectMany(tree => ReferencesOf(tree, compilation, project)).Distinct().ToList();
        return new RoomGraph(project, references, trees.Select(tree => RoomOf(tree.FilePath, project)).ToHashSet());
    }

    private static IEnumerable<Reference> ReferencesOf(SyntaxTree tree, CSharpCompilation compilation, string project)
    {
        var model = compilation.GetSemanticModel(tree);
        var room = RoomOf(tree.FilePath, project);
        foreach (var name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
        {
            var symbol = model.GetSymbolInfo(name).Symbol;
            var type = symbol as INamedTypeSymbol ?? symbol?.ContainingType;
            var declaration = symbol?.OriginalDefinition.DeclaringSyntaxReferences.FirstOrDefault()
                ?? type?.OriginalDefinition.DeclaringSyntaxReferences.FirstOrDefault();
            if (symbol is not (null or INamespaceSymbol) && type is not null && declaration is not null
                && RoomOf(declaration.SyntaxTree.FilePath, project) is var used && used != room)
            {
                yield return new Reference(room, used, Path.GetFileName(tree.FilePath), type.Name);
            }
        }
    }

    private static string RoomOf(string file, string project)
    {
        var parts = Path.GetRelativePath(Repository.Root, file).Split('/');
        return parts[0] != project ? parts[0] : parts.Length > 2 ? parts[1] : Root;
    }

    /// <param name="From">The room of the file that uses the type.</param>
    /// <param name="To">The room of the type that the file uses.</param>
    /// <param name="File">The file that uses the type.</param>
    /// <param name="Type">The type.</param>
    public sealed record Reference(string From, string To, string File, string Type);
}
