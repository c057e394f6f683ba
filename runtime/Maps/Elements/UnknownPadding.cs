using System;
using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using BpfGen.Loading;

namespace BpfGen.Maps;

/// <summary>
/// Checks a struct for padding if the generator has not seen the struct as type argument of a handle class, because a generic method
/// created the handle. Reflection cannot list the fields, because trimming removes their metadata. But
/// <see cref="ValueType.Equals(object)"/> compares only fields, so a byte that does not change the result is padding.
/// </summary>
internal static class UnknownPadding
{
    /// <summary>
    /// The maximum size in bytes of a struct to check. The check compares the struct once for each byte, so its cost grows with the square
    /// of the size.
    /// </summary>
    private const int MaxSize = 1024;

    private static readonly ConcurrentDictionary<(Assembly Assembly, string Name), int[]> Private = new();

    /// <summary>Registers the padding of a private struct.</summary>
    public static void Register(Assembly assembly, string name, ReadOnlySpan<int> ranges) => Private[(assembly, name)] = ranges.ToArray();

    /// <exception cref="InvalidOperationException">The struct has padding, or is too large for the check.</exception>
    public static void Check<T>()
        where T : unmanaged
    {
        // The module initializer of the struct's assembly may register the padding, but .NET may not have run it yet. So run it now.
        RuntimeHelpers.RunModuleConstructor(typeof(T).Module.ModuleHandle);
        if (PaddingOf<T>.IsKnown)
        {
            return;
        }

        if (default(T) is IValueArray array)
        {
            array.RegisterPadding();
            return;
        }

        if (typeof(T).FullName is { } name && Private.TryGetValue((typeof(T).Assembly, name), out var ranges))
        {
            StructPadding.Register<T>(ranges);
            return;
        }

        if (!IsExplicit(typeof(T)))
        {
            object changed = default(T);
            var bytes = MemoryMarshal.CreateSpan(ref Unsafe.As<T, byte>(ref Unsafe.Unbox<T>(changed)), Unsafe.SizeOf<T>());
            Check(typeof(T), default(T), changed, bytes);
        }

        PaddingOf<T>.IsKnown = true;
    }

    /// <summary>
    /// Whether the struct has explicit offsets or an explicit size, like generated structs. Such a struct needs no check, because .NET
    /// copies and clears all its bytes, including those that belong to no field.
    /// </summary>
    private static bool IsExplicit(Type type) =>
        type.StructLayoutAttribute is { Value: LayoutKind.Explicit } or { Value: LayoutKind.Sequential, Size: > 0 };

    private static void Check(Type type, object zero, object changed, Span<byte> bytes)
    {
        if (bytes.Length > MaxSize)
        {
            throw Unknown(type, $"it has more than {MaxSize} bytes");
        }

        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = 1;
            if (AreEqual(type, zero, changed))
            {
                throw Unknown(type, $"the byte at offset {i} belongs to no field, or Equals ignores it");
            }

            bytes[i] = 0;
        }
    }

    private static bool AreEqual(Type type, object zero, object changed)
    {
        try
        {
            return zero.Equals(changed);
        }
        catch (NotSupportedException)
        {
            throw Unknown(type, "it contains an inline array");
        }
    }

    private static InvalidOperationException Unknown(Type type, string reason) => new(
        $"Struct {type.Name} may have padding: {reason}. "
            + "The kernel compares padding, so BpfGen has to clear it, but its generator did not see a use of the struct as key or value. "
            + "Add [BpfStruct] to the struct, in a project that references the package BpfGen. Or add fields for the unused bytes.");
}
