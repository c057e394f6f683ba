using System;

namespace BpfGen.Tool.CSource;

/// <summary>The exception for damaged types that cannot be written as C. <see cref="CHeader"/> catches it.</summary>
internal sealed class CSourceException(string message) : Exception(message);
