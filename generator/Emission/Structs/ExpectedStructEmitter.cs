using System.Collections.Generic;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Emission;

/// <summary>Writes the file that passes the correct declarations of the user's structs to the code fix of editors.</summary>
internal static class ExpectedStructEmitter
{
    public const string FileName = "BpfGen.ExpectedStructs.g.cs";

    public static string Emit(IEnumerable<ExpectedStruct> structs)
    {
        var writer = new CodeWriter();
        writer.Header("the structs that do not match their objects");
        writer.Line("// The code fix for these structs reads the attributes. There are none when the structs match.");
        foreach (var expected in structs)
        {
            writer.Line("[assembly: global::System.Reflection.AssemblyMetadata("
                + $"{CSharpText.Literal(ExpectedStructs.Key + expected.Name)}, {CSharpText.Literal(Text(expected))})]");
        }

        return writer.ToString();
    }

    /// <summary>
    /// The names of the fields with wrong types, the struct, and the class <c>Types</c>, which the code fix puts into the struct.
    /// </summary>
    private static string Text(ExpectedStruct expected)
    {
        var writer = new CodeWriter();
        writer.Line(string.Join(" ", expected.Retyped));
        StructEmitter.Write(writer, expected.Struct);
        writer.Line("/// <summary>The types of the fields.</summary>");
        writer.Open("public static class Types");
        foreach (var type in expected.Types.Structs)
        {
            StructEmitter.Write(writer, type);
        }

        foreach (var type in expected.Types.Enums)
        {
            ValueTypeEmitter.Write(writer, type);
        }

        foreach (var type in expected.Types.Arrays)
        {
            Write(writer, type);
        }

        foreach (var type in expected.Types.Opaque)
        {
            ValueTypeEmitter.Write(writer, type);
        }

        writer.Close();
        return writer.ToString();
    }

    /// <summary>Writes an array without the members that only generated code may use.</summary>
    private static void Write(CodeWriter writer, ArrayType type)
    {
        var count = ValueTypeEmitter.Number(type.Count);
        writer.Line($"/// <summary>An array of {count} elements.</summary>");
        writer.Line($"[global::System.Runtime.CompilerServices.InlineArray({count})]");
        writer.Open($"public struct {type.Name}");
        writer.Line($"private {type.Element} _first;");
        writer.Close();
    }
}
