using System;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace BpfGen.Sample;

/// <summary>The command line of the sample.</summary>
/// <remarks>
/// Every option has a parser, a default and a check of its own, so that System.CommandLine never converts by reflection, and never needs a text
/// from its resources. SampleApp.Substitutions.xml relies on that, and leaves both out of the native binary, which would be half as large again.
/// </remarks>
internal sealed class SampleCommand : Command
{
    private readonly Option<string> _interface = Valued<string>("--interface", "-i", "The network interface to watch.", "lo", Text);
    private readonly Option<int> _count = Valued<int>("--count", "-n", "Stop after this many events; 0 for no end.", 0, Count);
    private readonly Option<double> _duration = Valued<double>("--duration", "-d", "Stop after this many seconds; 0 for no end.", 0, Seconds);
    private readonly Option<bool> _json = Flag("Print one JSON object a line: cpu, and timestamp in nanoseconds since boot.", "--json");
    private readonly Option<bool> _selfTest = Flag("Make traffic on the loopback interface, and fail where no event comes of it.", "--self-test");
    private readonly Option<bool> _help = Flag("Show this.", "--help", "-h", "-?");

    public SampleCommand()
        : base("sample-app", "Prints the CPU and the time of every packet of a network interface, as a kernel program sees it.")
    {
        Add(_interface);
        Add(_count);
        Add(_duration);
        Add(_json);
        Add(_selfTest);
        Add(_help);

        // Takes what no option has taken.
        Add(new Argument<bool>("rest") { Arity = ArgumentArity.ZeroOrMore, CustomParser = Refuse });
    }

    private delegate bool Parser<T>(string text, out T value);

    /// <returns>What was asked for; null where the answer has been printed already.</returns>
    public PacketWatch? Read(string[] arguments, out int exitCode)
    {
        var result = Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        exitCode = 0;
        if (result.GetRequiredValue(_help))
        {
            PrintHelp();
            return null;
        }

        foreach (var error in result.Errors)
        {
            exitCode = Fail(error.Message);
        }

        // What stands in brackets at the beginning is for System.CommandLine itself, which does not complain where it does not know it.
        foreach (var token in result.Tokens)
        {
            exitCode = token.Type == TokenType.Directive ? Fail(Unknown(token)) : exitCode;
        }

        return exitCode != 0 ? null : new PacketWatch(
            result.GetRequiredValue(_interface),
            result.GetRequiredValue(_count),
            TimeSpan.FromSeconds(result.GetRequiredValue(_duration)),
            result.GetRequiredValue(_json),
            result.GetRequiredValue(_selfTest));
    }

    private static Option<bool> Flag(string description, string name, params string[] aliases) => new(name, aliases)
    {
        Description = description,
        Arity = ArgumentArity.Zero,
        DefaultValueFactory = _ => false,
        CustomParser = _ => true,
    };

    private static Option<T> Valued<T>(string name, string alias, string description, T defaultValue, Parser<T> parse)
    {
        var option = new Option<T>(name, alias)
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

    private static bool Text(string text, out string value)
    {
        value = text;
        return true;
    }

    private static bool Count(string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static bool Seconds(string text, out double value) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value) && value <= int.MaxValue;

    private static bool Refuse(ArgumentResult result)
    {
        foreach (var token in result.Tokens)
        {
            result.AddError(Unknown(token));
        }

        return false;
    }

    private static string Unknown(Token token) => $"There is no option '{token.Value}'; --help shows what there is.";

    private int Fail(string message)
    {
        Console.Error.WriteLine($"{Name}: {message}");
        return 1;
    }

    private void PrintHelp()
    {
        Console.WriteLine($"{Description}\n\nUsage: {Name} [options]\n");
        foreach (var option in Options)
        {
            var names = string.Join(", ", [option.Name, .. option.Aliases]);
            Console.WriteLine($"  {names,-20} {option.Description}");
        }
    }
}
