using System.Collections.Generic;
using System.Linq;

namespace BpfGen.Generator.Emission;

/// <summary>Writes <c>Attach()</c>, for objects with a program whose section says where it attaches.</summary>
internal static class AttachEmitter
{
    /// <summary>The field that holds what <c>Attach()</c> attached.</summary>
    public const string Field = "_attached";

    public static bool IsNeeded(List<Member> members) => members.Any(AttachesItself);

    public static void WriteField(CodeWriter writer, List<Member> members)
    {
        if (IsNeeded(members))
        {
            writer.Line($"private readonly global::BpfGen.Loading.ObjectLinks {Field} = new();");
            writer.Line();
        }
    }

    public static void Write(CodeWriter writer, List<Member> members)
    {
        var attached = members.Where(AttachesItself).ToList();
        if (attached.Count == 0)
        {
            return;
        }

        writer.Line("/// <summary>Attaches every program whose section says where: all of them, or none where one fails.</summary>");
        writer.Line("/// <returns>The links. They end when they are disposed, and with this object at the latest.</returns>");
        writer.Line("/// <exception cref=\"global::BpfGen.BpfException\">The kernel refused one of them; nothing is attached.</exception>");
        writer.Line("/// <exception cref=\"global::System.InvalidOperationException\">They are attached already.</exception>");
        writer.Arguments($"public global::BpfGen.BpfLinkSet Attach() => {Field}.Attach", attached.Select(member => member.Name), ";");
        writer.Line();
    }

    private static bool AttachesItself(Member member) =>
        member.Map is { StructOps: not null } || (member.Program is { } program && HandleTypes.AttachesItself(program));
}
