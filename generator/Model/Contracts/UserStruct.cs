using BpfGen.Generator.Collections;

namespace BpfGen.Generator.Model;

/// <summary>A struct of the user's that stands for one of an object's.</summary>
/// <param name="Type">The object's: <c>struct event</c>, or <c>event</c>.</param>
/// <param name="Name">The user's, as generated code names it.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Fields">Its fields.</param>
internal sealed record UserStruct(string Type, string Name, int Size, EquatableArray<UserField> Fields);

/// <summary>A field of a user's struct.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Offset">Where it stands, in bytes.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Kind">What it is.</param>
/// <param name="IsPrivate">Only the struct itself knows it: it may be padding, or hold bit fields.</param>
/// <param name="Parts">The fields of a struct, the element of an array; of anything else none.</param>
/// <param name="IsArray">It is an inline array, or a buffer of fixed size.</param>
internal readonly record struct UserField(string Name, int Offset, int Size, UserFieldKind Kind, bool IsPrivate, EquatableArray<UserField> Parts, bool IsArray);

/// <summary>What a field of a user's struct is.</summary>
internal enum UserFieldKind
{
    /// <summary>A struct, an array: its parts are compared.</summary>
    Other,
    Unsigned,
    Signed,
    Float,
}

/// <summary>Something that a user's struct has otherwise than the object's.</summary>
/// <param name="Struct">The user's struct.</param>
/// <param name="Field">Which of its fields; -1 for the struct itself.</param>
/// <param name="Reason">What is wrong.</param>
internal readonly record struct StructDifference(UserStruct Struct, int Field, string Reason);
