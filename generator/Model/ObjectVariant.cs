namespace BpfGen.Generator.Model;

/// <summary>The architecture and byte order for which one of several objects of a source is compiled.</summary>
/// <param name="Architecture">The architecture, as in <c>__TARGET_ARCH_x86</c>; null if the object does not name one.</param>
/// <param name="IsLittleEndian">The byte order; null if the object does not name one.</param>
internal sealed record ObjectVariant(string? Architecture, bool? IsLittleEndian);
