using BpfGen.Generator.Collections;

namespace BpfGen.Generator.Model;

/// <summary>A generated class.</summary>
/// <param name="Namespace">The namespace; empty for the global namespace.</param>
/// <param name="ContainingTypes">The declarations of the containing types, outermost first, such as <c>partial class Outer</c>.</param>
/// <param name="Keyword"><c>class</c> or <c>record</c>.</param>
/// <param name="Name">The class name without its namespace.</param>
/// <param name="Modifiers">The modifiers, such as <c>internal sealed</c>. Empty if the user declared the class.</param>
internal sealed record HandleClass(string Namespace, EquatableArray<string> ContainingTypes, string Keyword, string Name, string Modifiers)
{
    /// <summary>The full name with namespace and containing types. It identifies the class in the project.</summary>
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
