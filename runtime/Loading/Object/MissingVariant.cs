using System;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace BpfGen.Loading;

/// <summary>The error of a class that has objects for several architectures, but none for the architecture of the process.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class MissingVariant
{
    /// <summary>Creates the exception.</summary>
    /// <param name="objectName">The name of the object.</param>
    /// <param name="architectures">The architectures for which the class has an object.</param>
    /// <returns>An exception that names the architecture of the process.</returns>
    public static PlatformNotSupportedException Of(string objectName, string architectures)
    {
        var own = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        return new($"{objectName} has no object for {own}, the architecture of this process. It has objects for {architectures}. Add {own} "
            + $"to BpfArchitectures, or add an object that is compiled for {own}, and build the program again.");
    }
}
