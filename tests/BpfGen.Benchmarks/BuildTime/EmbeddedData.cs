using System.Linq;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;

namespace BpfGen.Benchmarks.BuildTime;

/// <summary>Measures the static data in an assembly: the constants behind <c>ReadOnlySpan</c> properties.</summary>
internal static class EmbeddedData
{
    /// <returns>The size of the static data in bytes.</returns>
    public static long SizeIn(byte[] assembly)
    {
        using var file = new PEReader(ImmutableCollectionsMarshal.AsImmutableArray(assembly));
        var metadata = file.GetMetadataReader();
        return metadata.FieldDefinitions
            .Select(metadata.GetFieldDefinition)
            .Where(field => (field.Attributes & FieldAttributes.HasFieldRVA) != 0)
            .Sum(field => (long)SizeOf(metadata, field));
    }

    /// <summary>
    /// Returns the size of a field's data. The compiler stores data in a field whose type has the size of the data: a generated struct or
    /// an integer.
    /// </summary>
    private static int SizeOf(MetadataReader metadata, FieldDefinition field)
    {
        var signature = metadata.GetBlobReader(field.Signature);
        _ = signature.ReadSignatureHeader();
        return signature.ReadSignatureTypeCode() switch
        {
            SignatureTypeCode.SByte or SignatureTypeCode.Byte => sizeof(byte),
            SignatureTypeCode.Int16 or SignatureTypeCode.UInt16 => sizeof(short),
            SignatureTypeCode.Int32 or SignatureTypeCode.UInt32 => sizeof(int),
            SignatureTypeCode.Int64 or SignatureTypeCode.UInt64 => sizeof(long),
            _ => metadata.GetTypeDefinition((TypeDefinitionHandle)signature.ReadTypeHandle()).GetLayout().Size,
        };
    }
}
