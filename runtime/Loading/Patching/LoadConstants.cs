using System;

namespace BpfGen.Loading;

/// <summary>The object's load constants: undefined symbols whose values the load options give.</summary>
/// <param name="names">The names of the constants in the object.</param>
/// <param name="options">The load options, or null.</param>
/// <param name="objectName">The object's name, for messages.</param>
internal sealed class LoadConstants(string[] names, ObjectOptions? options, string objectName)
{
    /// <summary>Returns the value of a constant.</summary>
    /// <exception cref="InvalidOperationException">The options have no value for the constant.</exception>
    public ulong ValueOf(int index) => options?.ConstantAt(index) ?? throw new InvalidOperationException(
        $"{objectName} cannot be loaded: constant '{names[index]}' has no value. "
            + "Set it in the Constants of the options that you pass to Load.");
}
