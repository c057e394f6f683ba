using System;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.IO;
using System.Threading;

namespace BpfGen.Sample;

/// <summary>A command of the sample: reads its options, and says what is wrong with them.</summary>
/// <remarks>
/// Every option has a parser, a default and a check of its own, so that System.CommandLine never converts by reflection, and never needs a text
/// from its resources. SampleApp.Substitutions.xml relies on that, and leaves both out of the native binary, which would be half as large again.
/// </remarks>
internal abstract class AppCommand : Command
{
    private readonly Option<bool> _help = NewOption.Flag("Show this.", "--help", "-h", "-?");

    protected AppCommand(string name, string description)
        : base(name, description)
    {
    }

    /// <summary>The command as it is called: <c>sample-app execsnoop</c>.</summary>
    protected virtual string FullName => Name;

    /// <summary>Does what the command is for.</summary>
    /// <returns>The exit code.</returns>
    protected abstract int Run(ParseResult given, CancellationToken cancel);

    /// <summary>Finds the command that the arguments name, and runs it.</summary>
    /// <returns>The exit code.</returns>
    public int Run(string[] arguments, CancellationToken cancel)
    {
        var given = Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        var command = (AppCommand)given.CommandResult.Command;
        return command.RunChecked(given, cancel);
    }

    /// <summary>Adds the command's options, and those that every command has.</summary>
    protected void AddOptions(params ReadOnlySpan<Option> options)
    {
        foreach (var option in options)
        {
            Add(option);
        }

        Add(_help);

        // Takes what no option has taken.
        Add(new Argument<bool>("rest") { Arity = ArgumentArity.ZeroOrMore, CustomParser = Refuse });
    }

    private int RunChecked(ParseResult given, CancellationToken cancel)
    {
        try
        {
            return RunGiven(given, cancel);
        }
        catch (IOException exception) when (StandardOutput.IsClosed(exception))
        {
            return 0;
        }
        catch (Exception exception) when (exception is BpfException or ArgumentException or PlatformNotSupportedException or IOException)
        {
            return Fail(exception.Message);
        }
    }

    private int RunGiven(ParseResult given, CancellationToken cancel)
    {
        if (given.GetRequiredValue(_help))
        {
            PrintHelp();
            return 0;
        }

        var exitCode = 0;
        foreach (var error in given.Errors)
        {
            exitCode = Fail(error.Message);
        }

        // What stands in brackets at the beginning is for System.CommandLine itself, which does not complain where it does not know it.
        foreach (var token in given.Tokens)
        {
            exitCode = token.Type == TokenType.Directive ? Fail(Unknown(token)) : exitCode;
        }

        return exitCode != 0 ? exitCode : Run(given, cancel);
    }

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
        Console.Error.WriteLine($"{FullName}: {message}");
        return 1;
    }

    private void PrintHelp()
    {
        Console.WriteLine($"{Description}\n\nUsage: {FullName} [options]\n");
        foreach (var option in Options)
        {
            PrintHelp(string.Join(", ", [option.Name, .. option.Aliases]), option.Description);
        }

        if (Subcommands.Count > 0)
        {
            Console.WriteLine($"\nOr: {FullName} COMMAND [options]\n");
            foreach (var command in Subcommands)
            {
                PrintHelp(command.Name, command.Description);
            }
        }
    }

    private static void PrintHelp(string name, string? description) => Console.WriteLine($"  {name,-20} {description}");
}
