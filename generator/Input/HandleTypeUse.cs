using System.Collections.Generic;
using System.Linq;
using System.Threading;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BpfGen.Generator.Input;

/// <summary>
/// Finds the structs that a project gives to BpfGen's generic handles: <c>map.As&lt;Key, Value&gt;()</c>, <c>HashMap&lt;Key,
/// Value&gt;.OpenPinned(…)</c>. BpfGen's runtime has to clear the padding of such structs, but only the compiler knows their layout.
/// </summary>
internal static class HandleTypeUse
{
    private const string RuntimeAssembly = "BpfGen.Runtime";

    /// <summary>
    /// The generic names of classes and methods with which a project can send a struct to the kernel. Names that only read structs are not
    /// listed, because a struct from the kernel needs no clearing. A test compares the names with those of the runtime.
    /// </summary>
    private static readonly HashSet<string> Names =
    [
        "As", "HashMap", "LruHashMap", "PerCpuHashMap", "LruPerCpuHashMap", "ArrayMap", "PerCpuArrayMap", "LpmTrie", "BpfQueue", "BpfStack",
        "BloomFilter", "HashOfMaps", "SockHash", "SkStorage", "InodeStorage", "TaskStorage", "CgrpStorage", "UserRingBuffer",
        "UserRingBufferWriter", "KeyedMap", "PushPopMap", "LocalStorage", "TestRun", "Run",
    ];

    public static IReadOnlyCollection<string> SendingNames => Names;

    /// <summary>
    /// Whether a syntax node may give a struct to a handle. Compares only the name, because the compiler calls this for every node of a
    /// changed file.
    /// </summary>
    public static bool IsCandidate(SyntaxNode node) =>
        (node is GenericNameSyntax generic && Names.Contains(generic.Identifier.ValueText)) || IsContext(node);

    /// <summary>
    /// Whether a node is the context of a test run, <c>program.Run(ref context)</c>. The compiler infers the type of the context, so no
    /// type argument names it.
    /// </summary>
    private static bool IsContext(SyntaxNode node) => node is ArgumentSyntax
    {
        RefKindKeyword.RawKind: (int)SyntaxKind.RefKeyword,
        Parent.Parent: InvocationExpressionSyntax
        {
            Expression: MemberAccessExpressionSyntax { Name: IdentifierNameSyntax { Identifier.ValueText: "Run" or "TestRun" } },
        },
    };

    /// <returns>The structs that need to be registered, and the structs whose layout is unknown.</returns>
    public static EquatableArray<PaddedStruct> Read(GeneratorSyntaxContext context, CancellationToken cancel)
    {
        // If the compiler cannot resolve the symbol, decide by the name alone. Generated handles are properties of a class that does not
        // exist while the generator runs, so the compiler does not know their types.
        var name = context.Node is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call } ? call.Expression : context.Node;
        var symbol = context.SemanticModel.GetSymbolInfo(name, cancel).Symbol;
        if (symbol is not null && !IsOurs(symbol as INamedTypeSymbol ?? symbol.ContainingType))
        {
            return [];
        }

        var arguments = context.Node is GenericNameSyntax generic
            ? generic.TypeArgumentList.Arguments.Select(argument => context.SemanticModel.GetTypeInfo(argument, cancel).Type)
            : [context.SemanticModel.GetTypeInfo(((ArgumentSyntax)context.Node).Expression, cancel).Type];
        var place = HandleDeclaration.PlaceOf(context.Node.GetLocation());
        return place is null
            ? []
            : [.. arguments.Select(type => Of(type, context.SemanticModel.Compilation, place)).Where(padded => padded is not null)!];
    }

    /// <summary>
    /// Describes the layout of a struct. Structs without padding are registered, too, because the runtime cannot determine for every struct
    /// whether it has padding.
    /// </summary>
    /// <returns>The struct. Null if the type is not a struct, or if it is a type of the framework without padding.</returns>
    public static PaddedStruct? Of(ITypeSymbol? type, Compilation compilation, SourcePlace place)
    {
        if (type is not INamedTypeSymbol { TypeKind: TypeKind.Struct, IsUnmanagedType: true })
        {
            return null;
        }

        var layout = new UserLayout(compilation).Of(type);
        if (layout is { Padding.Count: 0 } && IsOfFramework(type))
        {
            return null;
        }

        var isAccessible = IsAccessible(type, compilation);
        return new PaddedStruct(
            isAccessible ? type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat) : NameInAssembly(type),
            type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat),
            layout?.Size ?? 0,
            layout?.Padding ?? [],
            isAccessible,
            layout is not null,
            place);
    }

    private static bool IsOfFramework(ITypeSymbol type)
    {
        var outer = type.ContainingNamespace;
        while (outer is { ContainingNamespace.IsGlobalNamespace: false })
        {
            outer = outer.ContainingNamespace;
        }

        return outer?.Name == "System";
    }

    /// <summary>The name of the type as in <c>Type.FullName</c>; empty if the type, or a type that contains it, is generic.</summary>
    private static string NameInAssembly(ITypeSymbol type)
    {
        var name = type.MetadataName;
        for (var outer = type.ContainingType; outer is not null; outer = outer.ContainingType)
        {
            name = $"{outer.MetadataName}+{name}";
        }

        return name.IndexOf('`') >= 0 ? ""
            : type.ContainingNamespace is { IsGlobalNamespace: false } space ? $"{space.ToDisplayString()}.{name}"
            : name;
    }

    private static bool IsOurs(INamedTypeSymbol? type) => type?.ContainingAssembly?.Name == RuntimeAssembly;

    /// <summary>Whether generated code, which is in another file of the project, can use the type and its type arguments.</summary>
    private static bool IsAccessible(ITypeSymbol type, Compilation compilation) =>
        compilation.IsSymbolAccessibleWithin(type, compilation.Assembly)
        && type is INamedTypeSymbol { IsFileLocal: false } named
        && named.TypeArguments.All(argument => argument is not INamedTypeSymbol inner || IsAccessible(inner, compilation));
}
