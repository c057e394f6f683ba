using System;
using System.IO;
using Microsoft.Win32.SafeHandles;

namespace BpfGen.Sample;

/// <summary>The standard output, which says where nobody reads it any more: <c>sample-app execsnoop | head</c> ends.</summary>
internal static class StandardOutput
{
    private const int Descriptor = 1;
    private const int BrokenPipe = 32;

    /// <summary>Opens it. The console's own stream keeps quiet where a pipe has no reader.</summary>
    public static Stream Open()
    {
        if (!Console.IsOutputRedirected)
        {
            return Console.OpenStandardOutput();
        }

        // Others may write to the same file, of which a FileStream would think that it alone knows where it ends.
        var stream = new FileStream(new SafeFileHandle(Descriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return stream.CanSeek ? Console.OpenStandardOutput() : stream;
    }

    /// <summary>Whoever has read the output has had enough.</summary>
    public static bool IsClosed(IOException exception) => exception.HResult == BrokenPipe;
}
