using System;

namespace BpfGen.Loading;

/// <summary>The numbers that an object leaves open and the load options state.</summary>
/// <param name="names">The names of the constants in the object.</param>
/// <param name="options">The load options, or null.</param>
/// <param name="objectName">The object's name, for messages.</param>
internal sealed class LoadConstants(string[] names, ObjectOptions? options, string objectName)
{
    /// <summary>Returns the value of a constant.</summary>
    /// <exception cref="InvalidOperationException">The options state no value.</exception>
    public ulong ValueOf(int index) => options?.ConstantAt(index) ?? throw new InvalidOperationException(
        $"{objectName} cannot be loaded: constant '{names[index]}' has no value. Set it in Constants of the options that Load is given.");
}
