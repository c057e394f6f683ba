using System;
using System.Collections.Generic;
using System.Globalization;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Emission;

/// <summary>Writes the C# types of an object's maps and variables.</summary>
internal static class ValueTypeEmitter
{
    public static void Write(CodeWriter writer, ValueTypes types)
    {
        WriteConstants(writer, types);
        if (types.IsEmpty)
        {
            return;
        }

        writer.Line();
        writer.Line("/// <summary>C# types for the object's maps and variables, with the layout that the programs use.</summary>");
        writer.Open("public static class Types");
        var isFirst = true;
        WriteEach(types.Structs, type => StructEmitter.Write(writer, type));
        WriteEach(types.Enums, type => Write(writer, type));
        WriteEach(types.Arrays, type => ArrayEmitter.Write(writer, type));
        WriteEach(types.Opaque, type => Write(writer, type));
        WriteEach(types.Sections, type => SectionEmitter.Write(writer, type));
        writer.Close();

        void WriteEach<T>(IEnumerable<T> all, Action<T> write)
        {
            foreach (var type in all)
            {
                if (!isFirst)
                {
                    writer.Line();
                }

                isFirst = false;
                write(type);
            }
        }
    }

    /// <summary>Formats a number as a C# literal.</summary>
    public static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static void WriteConstants(CodeWriter writer, ValueTypes types)
    {
        if (types.Constants.Count == 0)
        {
            return;
        }

        writer.Line();
        writer.Line("/// <summary>The constants of the object: the values of its enumerations without a name.</summary>");
        writer.Open("public static class Constants");
        foreach (var constant in types.Constants)
        {
            writer.Line($"/// <summary><c>{CSharpText.Comment(constant.Original)}</c></summary>");
            writer.Line($"public const {constant.Type} {constant.Name} = {constant.Literal};");
        }

        writer.Close();
    }

    public static void Write(CodeWriter writer, EnumType type)
    {
        writer.Line($"/// <summary><c>{CSharpText.Comment(type.Original)}</c></summary>");
        writer.Open($"public enum {type.Name} : {type.Underlying}");
        foreach (var value in type.Values)
        {
            writer.Line($"/// <summary><c>{CSharpText.Comment(value.Original)}</c></summary>");
            writer.Line($"{value.Name} = {value.Literal},");
        }

        writer.Close();
    }

    public static void Write(CodeWriter writer, OpaqueType type)
    {
        writer.Line($"/// <summary><c>{CSharpText.Comment(type.Original)}</c>, which the other types only point to.</summary>");
        writer.Line($"public readonly struct {type.Name};");
    }
}
