using System;
using System.Globalization;
using System.Linq;
using BpfGen.Generator.Collections;

namespace BpfGen.Generator.Diagnostics;

/// <summary>A rule that something has broken, with what its message needs to say.</summary>
internal sealed record Problem(Rule Rule, EquatableArray<string> Arguments)
{
    /// <summary>The message. What it quotes comes from an object file, so it is made printable first.</summary>
    public string Message =>
        string.Format(CultureInfo.InvariantCulture, Rule.Message, Arguments.Select(object (argument) => argument).ToArray());

    public static Problem Of(Rule rule, params ReadOnlySpan<object> arguments)
    {
        var texts = new string[arguments.Length];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = Printable.Text(Convert.ToString(arguments[i], CultureInfo.InvariantCulture) ?? "");
        }

        return new Problem(rule, new EquatableArray<string>(texts));
    }
}
