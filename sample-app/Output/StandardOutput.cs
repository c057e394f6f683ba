using System;
using System.IO;
using Microsoft.Win32.SafeHandles;

namespace BpfGen.Sample;

/// <summary>Makes commands stop when the reader of their output has exited, as in <c>sample-app execsnoop | head</c>.</summary>
internal static class StandardOutput
{
    private const int FileDescriptor = 1;
    private const int BrokenPipe = 32; // The error number EPIPE.

    /// <summary>
    /// Makes <see cref="Console"/> throw when it writes to a pipe that has no reader. By default, <see cref="Console"/> ignores this error.
    /// </summary>
    public static void FailWhenPipeIsClosed()
    {
        if (!Console.IsOutputRedirected)
        {
            return;
        }

        // If the output is a file, keep the console's own stream, because a FileStream assumes that no other process appends to the file.
        var stream = new FileStream(new SafeFileHandle(FileDescriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        if (!stream.CanSeek)
        {
            Console.SetOut(new StreamWriter(stream) { AutoFlush = true });
        }
    }

    public static bool IsClosedPipe(IOException exception) => exception.HResult == BrokenPipe;
}
