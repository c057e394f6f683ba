using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using Microsoft.CodeAnalysis;

namespace BpfGen.Generator.Input;

/// <summary>
/// The layout attributes of a struct. Roslyn does not show the attributes <c>StructLayout</c> and <c>FieldOffset</c> of types from other
/// assemblies. So for these types, the values are read from the metadata of the assembly.
/// </summary>
internal sealed record StructLayout(int Kind, int Pack, int Size)
{
    public const int Sequential = 0;
    public const int Explicit = 2;
    public const int Auto = 3;

    private readonly Dictionary<int, int> _offsets = [];

    public bool IsAuto => Kind == Auto;

    public bool IsExplicit => Kind == Explicit;

    /// <param name="type">The struct.</param>
    /// <param name="compilation">The compilation, which refers to the assembly of the struct.</param>
    /// <returns>The layout. Null if the metadata of the assembly cannot be read, or if it hides the fields of the struct.</returns>
    public static StructLayout? Of(INamedTypeSymbol type, Compilation compilation)
    {
        // The framework's reference assemblies state no layout for ValueTuple. At run time, its layout is automatic.
        if (type.IsTupleType)
        {
            return new StructLayout(Sequential, Pack: 0, Size: 0);
        }

        var definition = type.OriginalDefinition;
        return definition.Locations.Any(location => location.IsInSource) ? OfSource(definition) : OfMetadata(definition, compilation);
    }

    /// <summary>The offset of a field of a struct with explicit layout, in bytes.</summary>
    public int OffsetOf(IFieldSymbol field) => _offsets.TryGetValue(field.MetadataToken, out var offset) ? offset
        : field.GetAttributes()
            .Where(attribute => attribute.AttributeClass?.Name == "FieldOffsetAttribute")
            .Select(attribute => attribute.ConstructorArguments is [{ Value: int value }] ? value : 0)
            .FirstOrDefault();

    private static StructLayout OfSource(INamedTypeSymbol type)
    {
        var layout = type.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass?.Name == "StructLayoutAttribute");
        var kind = layout is { ConstructorArguments: [{ Value: { } value }] }
            ? System.Convert.ToInt32(value, System.Globalization.CultureInfo.InvariantCulture)
            : Sequential;
        return new StructLayout(kind, Named(layout, "Pack"), Named(layout, "Size"));
    }

    private static StructLayout? OfMetadata(INamedTypeSymbol type, Compilation compilation)
    {
        // The layout is unknown if a field is named _dummy…: .NET reference assemblies replace private fields by such fields.
        if (compilation.GetMetadataReference(type.ContainingAssembly) is not PortableExecutableReference reference
            || type.GetMembers().Any(member => member is IFieldSymbol { Name: "_dummy" or "_dummyPrimitive" })
            || reference.GetMetadata() is not AssemblyMetadata assembly
            || MetadataTokens.EntityHandle(type.MetadataToken) is not { Kind: HandleKind.TypeDefinition } handle)
        {
            return null;
        }

        // The type's metadata token is valid only in the module that defines the type. If the assembly has several modules, this module is
        // unknown.
        if (assembly.GetModules() is not [var module])
        {
            return null;
        }

        var reader = module.GetMetadataReader();
        var definition = reader.GetTypeDefinition((TypeDefinitionHandle)handle);
        var layout = definition.GetLayout();
        var kind = (definition.Attributes & TypeAttributes.LayoutMask) switch
        {
            TypeAttributes.SequentialLayout => Sequential,
            TypeAttributes.ExplicitLayout => Explicit,
            _ => Auto,
        };
        var result = new StructLayout(kind, layout.PackingSize, layout.Size);
        foreach (var field in kind == Explicit ? definition.GetFields().ToList() : [])
        {
            result._offsets[MetadataTokens.GetToken(field)] = reader.GetFieldDefinition(field).GetOffset();
        }

        return result;
    }

    private static int Named(AttributeData? attribute, string name) =>
        attribute?.NamedArguments.FirstOrDefault(argument => argument.Key == name).Value.Value is int value ? value : 0;
}
