using System;
using System.Threading.Tasks;
using Xunit;

namespace BpfGen.Package.Tests.Support;

/// <summary>
/// Causes an event again and again until a command has seen it, because a test cannot know when the command begins to watch for events.
/// </summary>
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
