using System.CommandLine;
using System.Globalization;

namespace BpfGen.Sample;

/// <summary>Makes the options of the commands, each with a parser, a default and a check of its own: see <see cref="AppCommand"/>.</summary>
internal static class NewOption
{
    public delegate bool Parser<T>(string text, out T value);

    public static Option<bool> Flag(string description, string name, params string[] aliases) => new(name, aliases)
    {
        Description = description,
        Arity = ArgumentArity.Zero,
        DefaultValueFactory = _ => false,
        CustomParser = _ => true,
    };

    public static Option<string> Text(string description, string defaultValue, string name, params string[] aliases) =>
        Valued(description, defaultValue, ParseText, name, aliases);

    /// <summary>A number that is not negative.</summary>
    public static Option<int> Number(string description, int defaultValue, string name, params string[] aliases) =>
        Valued(description, defaultValue, ParseNumber, name, aliases);

    /// <summary>A port; 0 for any.</summary>
    public static Option<ushort> Port(string description, string name, params string[] aliases) =>
        Valued<ushort>(description, 0, ParsePort, name, aliases);

    public static Option<double> Seconds(string description, double defaultValue, string name, params string[] aliases) =>
        Valued(description, defaultValue, ParseSeconds, name, aliases);

    public static Option<T> Valued<T>(string description, T defaultValue, Parser<T> parse, string name, params string[] aliases)
    {
        var option = new Option<T>(name, aliases)
        {
            Description = description,
            Arity = ArgumentArity.ZeroOrMore,
            DefaultValueFactory = _ => defaultValue,
            CustomParser = result =>
            {
                var text = result.Tokens[^1].Value;
                if (!parse(text, out var value))
                {
                    result.AddError($"{name} cannot be '{text}'.");
                }

                return value;
            },
        };

        // The arity could say it, and System.CommandLine would look for words to complain with.
        option.Validators.Add(result =>
        {
            if (!result.Implicit && result.Tokens.Count != 1)
            {
                result.AddError($"{name} takes one value.");
            }
        });
        return option;
    }

    private static bool ParseText(string text, out string value)
    {
        value = text;
        return true;
    }

    private static bool ParseNumber(string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static bool ParsePort(string text, out ushort value) => ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static bool ParseSeconds(string text, out double value) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value) && value <= int.MaxValue;
}
