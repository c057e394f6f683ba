namespace BpfGen.Generator.Diagnostics;

/// <summary>
/// The generator passes the correct declaration of a struct to the analyzer in an attribute of the assembly. An assembly with such an
/// attribute is never written, because the differences of the struct are errors.
/// </summary>
internal static class ExpectedStructs
{
    /// <summary>The key of the attribute, without the full name of the struct that follows.</summary>
    public const string Key = "BpfGen.ExpectedStruct ";
}
