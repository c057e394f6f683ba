namespace BpfGen.Generator.Btf;

/// <summary>Where the parts of a <c>.BTF</c> section stand in it, in bytes; checked to lie inside.</summary>
internal readonly record struct BtfLayout(int Types, int TypesSize, int Strings, int StringsSize);
