using System;

namespace BpfGen.Extensions.Hosting;

/// <summary>A reader that a program registers for an object.</summary>
/// <param name="OwnThread">Whether the reader has a thread of its own.</param>
/// <param name="Open">Opens the reader and adds it, with its callback, to a set.</param>
internal sealed record ReaderRegistration<T>(bool OwnThread, Action<T, ReaderSet, ReaderContext> Open);
