using System;

namespace BpfGen;

/// <summary>
/// An eBPF object that can be loaded into the kernel. The generated class of each object implements this interface, so that a library can
/// load and attach any object.
/// </summary>
/// <typeparam name="TSelf">The generated class.</typeparam>
public interface IBpfObject<TSelf> : IDisposable
    where TSelf : class, IBpfObject<TSelf>
{
    /// <summary>Loads the object into the kernel: creates its maps and loads its programs, without attaching them.</summary>
    /// <returns>The object. Disposing it detaches its programs and frees its maps and programs.</returns>
    /// <exception cref="BpfException">The kernel rejected a map or a program. Nothing stays in the kernel.</exception>
    /// <exception cref="VerifierException">The kernel's verifier rejected a program.</exception>
    static abstract TSelf Load();

    /// <summary>Attaches every program whose section names its target. If one fails, nothing stays attached.</summary>
    /// <returns>The links; none if no section of the object names a target.</returns>
    /// <exception cref="BpfException">The kernel rejected an attachment. Nothing is attached.</exception>
    /// <exception cref="InvalidOperationException">The programs are already attached.</exception>
    BpfLinkSet Attach() => BpfLinkSet.Attach();
}

/// <summary>An eBPF object that can be loaded with its own load options.</summary>
/// <typeparam name="TSelf">The generated class.</typeparam>
/// <typeparam name="TOptions">The class of the load options, which the generated class contains.</typeparam>
public interface IBpfObject<TSelf, TOptions> : IBpfObject<TSelf>
    where TSelf : class, IBpfObject<TSelf, TOptions>
    where TOptions : class
{
    /// <summary>Loads the object into the kernel: creates its maps and loads its programs, without attaching them.</summary>
    /// <param name="options">Settings that override those in the object, or null to load the object as it is.</param>
    /// <returns>The object. Disposing it detaches its programs and frees its maps and programs.</returns>
    /// <exception cref="BpfException">The kernel rejected a map or a program. Nothing stays in the kernel.</exception>
    /// <exception cref="VerifierException">The kernel's verifier rejected a program.</exception>
    /// <exception cref="InvalidOperationException">The object leaves a value to the load options, and they do not set it.</exception>
    static abstract TSelf Load(TOptions? options);
}
