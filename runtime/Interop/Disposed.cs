using System;
using System.Diagnostics.CodeAnalysis;

namespace BpfGen.Interop;

/// <summary>
/// Creates the exceptions of disposed handles. Those of .NET name the type of the file descriptor, and native programs may leave their text
/// out.
/// </summary>
internal static class Disposed
{
    /// <summary>The bit by which small letters differ from capital letters.</summary>
    private const int Lower = 0x20;

    /// <param name="subject">The map, program, link or reader, for messages: <c>map 'events'</c>. Null if it is unknown.</param>
    public static ObjectDisposedException Error(string? subject) => subject is null
        ? new ObjectDisposedException(objectName: null, "The handle was disposed.")
        : new ObjectDisposedException(subject, string.Concat([(char)(subject[0] & ~Lower)], subject.AsSpan(1), " was disposed."));

    /// <exception cref="ObjectDisposedException">The condition is true.</exception>
    public static void ThrowIf([DoesNotReturnIf(true)] bool condition, string? subject)
    {
        if (condition)
        {
            throw Error(subject);
        }
    }
}
