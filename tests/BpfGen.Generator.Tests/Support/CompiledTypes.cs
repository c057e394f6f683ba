using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using BpfGen.Generator.Emission;
using BpfGen.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace BpfGen.Generator.Tests.Support;

/// <summary>Compiles and loads the C# types of an object, so that tests can inspect them.</summary>
internal sealed class CompiledTypes : IDisposable
{
    private readonly AssemblyLoadContext _context = new("types", isCollectible: true);
    private readonly Assembly _assembly;

    public CompiledTypes(ValueTypes types)
    {
        var writer = new CodeWriter();
        writer.Open("public static class Object");
        ValueTypeEmitter.Write(writer, types);
        writer.Close();
        var compilation = CSharpCompilation.Create(
            "Types",
            [TestProject.Parse(writer.ToString(), "Types.cs")],
            References.All,
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                allowUnsafe: false,
                checkOverflow: true,
                warningLevel: 9999,
                optimizationLevel: OptimizationLevel.Release));
        using var bytes = new MemoryStream();
        var result = compilation.Emit(bytes, cancellationToken: TestContext.Current.CancellationToken);
        var complaints = result.Diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning).Take(10).ToList();
        Assert.True(complaints.Count == 0, string.Join("\n", complaints));
        bytes.Position = 0;
        _assembly = _context.LoadFromStream(bytes);
    }

    /// <param name="name">The name of a type inside the generated class, for example <c>Types.Event</c>.</param>
    public Type this[string name] => _assembly.GetType("Object+" + name.Replace('.', '+')) ?? throw new ArgumentException(name);

    public void Dispose() => _context.Unload();

    public static int SizeOf(Type type) => (int)Call(nameof(SizeOfCore), type, [])!;

    /// <summary>Returns the offset, in bytes, at which .NET placed a field.</summary>
    public static int OffsetOf(FieldInfo field)
    {
        var method = new DynamicMethod("OffsetOf", typeof(long), [], field.DeclaringType!.Module, skipVisibility: true);
        var code = method.GetILGenerator();
        var local = code.DeclareLocal(field.DeclaringType);
        code.Emit(OpCodes.Ldloca, local);
        code.Emit(OpCodes.Ldflda, field);
        code.Emit(OpCodes.Conv_I8);
        code.Emit(OpCodes.Ldloca, local);
        code.Emit(OpCodes.Conv_I8);
        code.Emit(OpCodes.Sub);
        code.Emit(OpCodes.Ret);
        return (int)(long)method.Invoke(null, null)!;
    }

    /// <summary>Returns the bytes of a boxed struct.</summary>
    public static byte[] Bytes(object value) => (byte[])Call(nameof(BytesCore), value.GetType(), [value])!;

    /// <summary>Returns a boxed struct with the given bytes.</summary>
    public static object From(Type type, byte[] bytes) => Call(nameof(FromCore), type, [bytes])!;

    private static object? Call(string name, Type type, object[] arguments) => typeof(CompiledTypes)
        .GetMethod(name, BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(type).Invoke(null, arguments);

    private static int SizeOfCore<T>() => Unsafe.SizeOf<T>();

    private static byte[] BytesCore<T>(object box)
        where T : struct
    {
        var value = (T)box;
        return MemoryMarshal.AsBytes(new ReadOnlySpan<T>(ref value)).ToArray();
    }

    private static object FromCore<T>(byte[] bytes)
        where T : struct => MemoryMarshal.Read<T>(bytes);
}
