using System;
using System.Collections.Generic;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Tasks;
using Spectre.Console;

namespace BpfGen.Sample;

/// <summary>The output of a command: a live table in a terminal, plain lines in a file or pipe, or JSON.</summary>
internal static class Rows
{
    /// <summary>Opens the output. Dispose it to show the last rows and to restore the terminal.</summary>
    /// <param name="json">Whether to print JSON.</param>
    /// <param name="type">The serialization metadata of a row.</param>
    /// <param name="columns">The columns of the table or lines.</param>
    public static Rows<T> Open<T>(bool json, JsonTypeInfo<T> type, Column<T>[] columns) =>
        json ? new JsonRows<T>(type)
        : !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities is { Ansi: true, Interactive: true } ? new LiveTable<T>(columns)
        : new PlainRows<T>(columns);
}

/// <summary>The output of a command.</summary>
/// <typeparam name="T">The type of a row.</typeparam>
internal abstract class Rows<T> : IAsyncDisposable
{
    /// <summary>The number of rows added.</summary>
    public uint Count { get; private set; }

    /// <summary>Whether <see cref="Replace"/> removes earlier rows. Printed lines and JSON cannot be removed.</summary>
    public virtual bool CanReplace => false;

    /// <summary>Adds a row after the others.</summary>
    public void Add(T row)
    {
        Count++;
        Show(row);
    }

    /// <summary>Shows rows in place of the earlier rows. If earlier rows cannot be removed, shows the new rows after them.</summary>
    /// <param name="rows">The rows, the most important first, because a terminal shows only as many rows as fit.</param>
    public virtual void Replace(IReadOnlyCollection<T> rows)
    {
        foreach (var row in rows)
        {
            Add(row);
        }
    }

    /// <summary>Shows the last rows, and restores the terminal.</summary>
    public ValueTask DisposeAsync() => CloseAsync();

    protected abstract void Show(T row);

    protected virtual ValueTask CloseAsync() => ValueTask.CompletedTask;
}
