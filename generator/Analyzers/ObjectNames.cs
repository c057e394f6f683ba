using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BpfGen.Generator.Analyzers;

/// <summary>
/// The names of an object's maps, programs and sections, from the property <c>Definition</c> of the generated class. So an analyzer need
/// not read the object again.
/// </summary>
internal sealed class ObjectNames
{
    private readonly Dictionary<string, HashSet<string>> _names = new()
    {
        ["map"] = [],
        ["program"] = [],
        ["section"] = [],
    };

    private ObjectNames()
    {
    }

    /// <summary>The names of a kind: <c>map</c>, <c>program</c> or <c>section</c>.</summary>
    public HashSet<string> OfKind(string kind) => _names[kind];

    public static ObjectNames Of(INamedTypeSymbol type, CancellationToken cancel)
    {
        var names = new ObjectNames();
        var definitions = type.DeclaringSyntaxReferences
            .Select(reference => reference.GetSyntax(cancel))
            .SelectMany(syntax => syntax.DescendantNodes(node => node is TypeDeclarationSyntax).OfType<PropertyDeclarationSyntax>())
            .Where(property => property.Identifier.Text == "Definition");
        foreach (var definition in definitions)
        {
            cancel.ThrowIfCancellationRequested();
            foreach (var list in definition.DescendantNodes().OfType<AssignmentExpressionSyntax>())
            {
                names.Add(list);
            }
        }

        return names;
    }

    private void Add(AssignmentExpressionSyntax list)
    {
        var kind = list.Left.ToString() switch
        {
            "Maps" => "map",
            "Programs" => "program",
            "Sections" => "section",
            _ => null,
        };
        if (kind is null || list.Right is not CollectionExpressionSyntax { Elements: var elements })
        {
            return;
        }

        foreach (var element in elements.OfType<ExpressionElementSyntax>().Select(element => element.Expression))
        {
            if (element is LiteralExpressionSyntax { Token.Value: string section })
            {
                _names[kind].Add(section);
            }
            else if (element is ImplicitObjectCreationExpressionSyntax created)
            {
                // The name of a map with variables begins with that of the object; attributes name its section.
                var own = created.Initializer?.Expressions.OfType<AssignmentExpressionSyntax>()
                    .FirstOrDefault(assignment => kind == "map" && assignment.Left.ToString() == "Section")?.Right;
                if ((own ?? created.ArgumentList.Arguments.FirstOrDefault()?.Expression)
                    is LiteralExpressionSyntax { Token.Value: string name })
                {
                    _names[kind].Add(name);
                }
            }
        }
    }
}
