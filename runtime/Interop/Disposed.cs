using System;
using System.Diagnostics.CodeAnalysis;

namespace BpfGen.Interop;

/// <summary>
/// Creates the exceptions for disposed handles. The exceptions that .NET creates would name the class of the file descriptor, not the map
/// or program. In native programs, they may even lack a message text.
/// </summary>
internal static class Disposed
{
    /// <summary>The bit by which lowercase ASCII letters differ from capital letters.</summary>
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
