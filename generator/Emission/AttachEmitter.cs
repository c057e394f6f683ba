using System.Collections.Generic;
using System.Linq;

namespace BpfGen.Generator.Emission;

/// <summary>Writes <c>Attach()</c>, for objects with a struct_ops map or a program whose section names its attach target.</summary>
internal static class AttachEmitter
{
    /// <summary>The name of the generated field that holds the links of <c>Attach()</c>.</summary>
    public const string Field = "_attached";

    public static bool IsNeeded(List<Member> members) => members.Any(AttachesItself);

    public static void WriteField(CodeWriter writer, List<Member> members, string objectName)
    {
        if (IsNeeded(members))
        {
            writer.Line($"private readonly global::BpfGen.Loading.ObjectLinks {Field} = new({CSharpText.Literal(objectName)});");
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

        var registers = attached.Exists(member => member.Map is not null) ? ", and registers every struct_ops map" : "";
        writer.Line($"/// <summary>Attaches every program whose section names its target{registers}. If one fails, nothing stays "
            + "attached.</summary>");
        writer.Line("/// <returns>The links. Disposing them, or disposing this object, detaches everything.</returns>");
        writer.Line("/// <exception cref=\"global::BpfGen.BpfException\">The kernel rejected an attachment. Nothing is "
            + "attached.</exception>");
        writer.Line("/// <exception cref=\"global::System.InvalidOperationException\">The programs are already attached.</exception>");
        writer.Arguments($"public global::BpfGen.BpfLinkSet Attach() => {Field}.Attach", attached.Select(member => member.Name), ";");
        writer.Line();
        writer.Line(
            "/// <summary>Does the same as <see cref=\"Attach\"/>, but leaves out targets that this machine does not have.</summary>");
        writer.Line("/// <returns>The links. Their <see cref=\"global::BpfGen.BpfLinkSet.Missing\"/> lists the targets that were left "
            + "out.</returns>");
        writer.Line("/// <exception cref=\"global::BpfGen.BpfException\">The process lacks a permission or resource. Nothing is "
            + "attached.</exception>");
        writer.Line("/// <exception cref=\"global::System.InvalidOperationException\">The programs are already attached.</exception>");
        writer.Arguments(
            $"public global::BpfGen.BpfLinkSet AttachAvailable() => {Field}.AttachAvailable", attached.Select(member => member.Name), ";");
        writer.Line();
    }

    private static bool AttachesItself(Member member) =>
        member.Map is { StructOps: not null } || (member.Program is { } program && HandleTypes.AttachesItself(program));
}
