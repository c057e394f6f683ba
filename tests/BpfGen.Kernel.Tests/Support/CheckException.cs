using System;

namespace BpfGen.Kernel.Tests.Support;

/// <summary>An assertion of a case has failed.</summary>
internal sealed class CheckException(string message) : Exception(message);
