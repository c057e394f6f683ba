using System;
using System.Threading.Tasks;
using Xunit;

namespace BpfGen.Package.Tests.Support;

/// <summary>Makes an event happen until whoever watches has seen it: there is no telling when watching begins.</summary>
internal static class Repeat
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static async Task Until(Task end, Func<Task> happen)
    {
        while (!end.IsCompleted)
        {
            await happen();
            await Task.WhenAny(end, Task.Delay(Pause, TestContext.Current.CancellationToken));
        }
    }
}
