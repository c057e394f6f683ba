using System;

namespace BpfGen.Kernel.Tests.Support;

/// <summary>Something is not as it has to be.</summary>
internal sealed class CheckException(string message) : Exception(message);
