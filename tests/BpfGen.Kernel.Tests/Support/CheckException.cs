using System;

namespace BpfGen.Kernel.Tests.Support;

/// <summary>The exception for a failed assertion of a case.</summary>
internal sealed class CheckException(string message) : Exception(message);
