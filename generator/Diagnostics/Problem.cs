using System;
using System.Globalization;
using System.Linq;
using BpfGen.Generator.Collections;

namespace BpfGen.Generator.Diagnostics;

/// <summary>A violation of a rule, with the arguments of its message.</summary>
internal sealed record Problem(Rule Rule, EquatableArray<string> Arguments)
{
    /// <summary>
    /// The message. All control characters in its arguments are replaced, because the arguments can come from an object file.
    /// </summary>
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
