using System;
using System.Collections.Generic;

namespace BpfGen.Sample;

/// <summary>Shows what comes, until it is time to end.</summary>
internal sealed class Watch(Display display, Limits limits)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongTime = TimeSpan.FromDays(1);

    /// <summary>Shows each record of a ring buffer as a row.</summary>
    public void Read<T>(RingBufferReader<T> reader, Columns<T> columns)
        where T : unmanaged
    {
        limits.Start();
        display.Show(columns.Headings, () =>
        {
            while (!limits.IsReached)
            {
                foreach (ref readonly var record in reader.Read(Patience))
                {
                    // More may have come than was asked for.
                    if (!limits.TryCount())
                    {
                        break;
                    }

                    display.Add(columns.Row(in record));
                }

                display.Flush();
            }
        });
    }

    /// <summary>Shows the state of things each time that an interval is over; the last one may be shorter.</summary>
    public void Repeat<T>(TimeSpan interval, Columns<T> columns, Func<IEnumerable<T>> state)
    {
        limits.Start();
        display.Show(columns.Headings, () =>
        {
            do
            {
                limits.Wait(interval);
                limits.TryCount();
                display.Replace(columns.Rows(state()));
                display.Flush();
            }
            while (!limits.IsReached);
        });
    }

    /// <summary>Shows the state of things at the end and, where it can be replaced, meanwhile.</summary>
    public void Summarize<T>(TimeSpan interval, Columns<T> columns, Func<IEnumerable<T>> state) =>
        Repeat(display.CanReplace ? interval : LongTime, columns, state);

    /// <summary>Waits for the end.</summary>
    public void WaitForEnd()
    {
        limits.Start();
        while (!limits.IsReached)
        {
            limits.Wait(LongTime);
        }
    }

    public void Say(string message) => display.Say(message);

    public void SayEnd(string unit, ulong lost) => display.Say($"{limits.Count} {unit}, {lost} lost.");
}
