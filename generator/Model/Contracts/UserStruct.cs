using BpfGen.Generator.Collections;

namespace BpfGen.Generator.Model;

/// <summary>A struct in the user's code that replaces a struct of an object.</summary>
/// <param name="Type">The object's struct, such as <c>struct event</c> or <c>event</c>.</param>
/// <param name="Name">The full C# name of the user's struct.</param>
/// <param name="Size">The size in bytes.</param>
/// <param name="Fields">The fields.</param>
internal sealed record UserStruct(string Type, string Name, int Size, EquatableArray<UserField> Fields)
{
    /// <summary>The name for messages: <c>global::</c> is only for generated code.</summary>
    public string DisplayName => Name.Replace("global::", "");
}

/// <summary>A field of a user's struct.</summary>
/// <param name="Name">The field's name.</param>
/// <param name="Offset">The offset in bytes.</param>
/// <param name="Size">The size in bytes.</param>
/// <param name="Kind">The kind of the field's type.</param>
/// <param name="IsPrivate">Whether the field is private. Private fields can be padding, or hold bit fields.</param>
/// <param name="Parts">The fields of a struct, or the element of an array; otherwise empty.</param>
/// <param name="IsArray">Whether the field is an inline array or a fixed-size buffer.</param>
internal readonly record struct UserField(
    string Name, int Offset, int Size, UserFieldKind Kind, bool IsPrivate, EquatableArray<UserField> Parts, bool IsArray)
{
    /// <summary>A field belongs to the member whose normalized name is the same: <c>ParentPid</c> to <c>parent_pid</c>.</summary>
    public static string Normalize(string name) => name.Replace("_", "").ToUpperInvariant();
}

/// <summary>The kind of a field's type.</summary>
internal enum UserFieldKind
{
    /// <summary>A struct or an array, whose parts are compared separately, or any other type.</summary>
    Other,
    Unsigned,
    Signed,
    Float,
}

/// <summary>A difference between a user's struct and the struct of the object.</summary>
/// <param name="Struct">The user's struct.</param>
/// <param name="Field">The index of the differing field; -1 for the struct itself.</param>
/// <param name="Reason">The difference in words.</param>
internal readonly record struct StructDifference(UserStruct Struct, int Field, string Reason);
