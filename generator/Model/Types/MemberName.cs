namespace BpfGen.Generator.Model;

/// <summary>The name of a map's or program's property in the generated class.</summary>
/// <param name="Kind"><c>map</c> or <c>program</c>.</param>
/// <param name="Original">The name in the object.</param>
/// <param name="CSharp">The name of the property.</param>
internal readonly record struct MemberName(string Kind, string Original, string CSharp);
