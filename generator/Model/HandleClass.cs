using BpfGen.Generator.Collections;

namespace BpfGen.Generator.Model;

/// <summary>The class that an object's handles are emitted into.</summary>
/// <param name="Namespace">Its name space; empty for the global one.</param>
/// <param name="ContainingTypes">The declarations of the types around it, from the outside in: <c>partial class Outer</c>.</param>
/// <param name="Keyword"><c>class</c> or <c>record</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Modifiers"><c>internal sealed</c>, or nothing where a declaration of the user's says it.</param>
internal sealed record HandleClass(string Namespace, EquatableArray<string> ContainingTypes, string Keyword, string Name, string Modifiers)
{
    /// <summary>Its name with everything around it, which no other class may have.</summary>
    public string FullName
    {
        get
        {
            var full = Namespace;
            foreach (var type in ContainingTypes)
            {
                full = Join(full, type.Substring(type.LastIndexOf(' ') + 1));
            }

            return Join(full, Name);
        }
    }

    private static string Join(string left, string right) => left.Length == 0 ? right : left + "." + right;
}
