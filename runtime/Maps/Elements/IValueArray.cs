using System;
using System.ComponentModel;
using System.Runtime.CompilerServices;
using BpfGen.Maps;

namespace BpfGen.Loading;

/// <summary>
/// An array in a generated type. BpfGen's runtime finds the padding of other structs by comparing values, but .NET cannot compare inline
/// arrays. So the array itself registers its padding.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IValueArray
{
    /// <summary>Registers the padding of the array, which is the padding of all its elements.</summary>
    void RegisterPadding();
}

/// <summary>An array in a generated type.</summary>
/// <typeparam name="TSelf">The array.</typeparam>
/// <typeparam name="TElement">The type of its elements.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IValueArray<TSelf, TElement> : IValueArray
    where TSelf : unmanaged
    where TElement : unmanaged
{
    /// <inheritdoc/>
    void IValueArray.RegisterPadding()
    {
        StructPadding.Require<TElement>();
        if (PaddingOf<TElement>.Ranges is not { } ranges)
        {
            StructPadding.Register<TSelf>();
            return;
        }

        var all = new int[ranges.Length * (Unsafe.SizeOf<TSelf>() / Unsafe.SizeOf<TElement>())];
        for (var i = 0; i < all.Length; i++)
        {
            var (element, index) = Math.DivRem(i, ranges.Length);
            all[i] = ranges[index] + (index % 2 == 0 ? element * Unsafe.SizeOf<TElement>() : 0);
        }

        StructPadding.Register<TSelf>(all);
    }
}
