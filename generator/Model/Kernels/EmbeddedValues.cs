using BpfGen.Generator.Collections;

namespace BpfGen.Generator.Model;

/// <summary>The values of an object's CO-RE relocations on the kernels whose values the project embeds.</summary>
/// <param name="Kernels">The numbers that identify the kernels (see <c>KernelKey</c>).</param>
/// <param name="Packed">
/// First the number of values in each table. Then one number for each kernel: 0 if it has no table, otherwise the index of its table plus
/// 1. Then the tables.
/// </param>
/// <param name="Count">The number of different relocations.</param>
/// <param name="Tables">The number of different tables.</param>
internal sealed record EmbeddedValues(EquatableArray<ulong> Kernels, EquatableArray<byte> Packed, int Count, int Tables);
