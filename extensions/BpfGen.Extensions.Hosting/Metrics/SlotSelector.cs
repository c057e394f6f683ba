using System;
using System.Numerics;

namespace BpfGen.Extensions.Hosting;

/// <summary>Returns the slots of a histogram in the value of a map.</summary>
/// <typeparam name="TValue">The type of the map's values.</typeparam>
/// <typeparam name="TNumber">The type of a slot.</typeparam>
/// <param name="value">The value of the map.</param>
/// <returns>The slots: <c>value.Slots[..]</c>. Their number is the same for each value.</returns>
public delegate ReadOnlySpan<TNumber> SlotSelector<TValue, TNumber>(in TValue value)
    where TValue : unmanaged
    where TNumber : unmanaged, INumber<TNumber>;
