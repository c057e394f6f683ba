using System.Collections.Generic;
using System.Linq;
using System.Threading;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Model;
using Microsoft.CodeAnalysis;
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
    /// Whether a node may give a struct to a handle. Compares only the name, because the compiler calls this for every node of a changed
    /// file.
    /// </summary>
    public static bool IsCandidate(SyntaxNode node) => node is GenericNameSyntax generic && Names.Contains(generic.Identifier.ValueText);

    /// <returns>The structs with padding, and the structs whose layout is unknown.</returns>
    public static EquatableArray<PaddedStruct> Read(GeneratorSyntaxContext context, CancellationToken cancel)
    {
        // If the compiler does not know the symbol, accept the node by its name: the generator writes the class that declares the handles,
        // so their types are unknown here.
        var symbol = context.SemanticModel.GetSymbolInfo(context.Node, cancel).Symbol;
        if (symbol is not null && !IsOurs(symbol as INamedTypeSymbol ?? symbol.ContainingType))
        {
            return [];
        }

        var arguments = ((GenericNameSyntax)context.Node).TypeArgumentList.Arguments
            .Select(argument => context.SemanticModel.GetTypeInfo(argument, cancel).Type);
        var place = HandleDeclaration.PlaceOf(context.Node.GetLocation());
        return place is null
            ? []
            : [.. arguments.Select(type => Of(type, context.SemanticModel.Compilation, place)).Where(padded => padded is not null)!];
    }

    /// <returns>The struct; null if it has no padding.</returns>
    public static PaddedStruct? Of(ITypeSymbol? type, Compilation compilation, SourcePlace place)
    {
        if (type is not INamedTypeSymbol { TypeKind: TypeKind.Struct, IsUnmanagedType: true })
        {
            return null;
        }

        var layout = new UserLayout(compilation).Of(type);
        return layout is { Padding.Count: 0 } ? null : new PaddedStruct(
            type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat),
            type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat),
            layout?.Size ?? 0,
            layout?.Padding ?? [],
            IsAccessible(type, compilation),
            layout is not null,
            place);
    }

    private static bool IsOurs(INamedTypeSymbol? type) => type?.ContainingAssembly?.Name == RuntimeAssembly;

    /// <summary>Whether generated code, which is in another file of the project, can use the type and its type arguments.</summary>
    private static bool IsAccessible(ITypeSymbol type, Compilation compilation) =>
        compilation.IsSymbolAccessibleWithin(type, compilation.Assembly)
        && type is INamedTypeSymbol { IsFileLocal: false } named
        && named.TypeArguments.All(argument => argument is not INamedTypeSymbol inner || IsAccessible(inner, compilation));
}
