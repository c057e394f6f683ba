using System;
using System.Collections.Generic;

namespace BpfGen.Loading;

/// <summary>
/// Applies relocations of programs that the kernel usually applies. The loader uses the only implementation, <see cref="CoreRelocator"/>,
/// through this class, so that programs that never need it do not contain it.
/// </summary>
internal abstract class ProgramRelocator
{
    /// <summary>Creates the relocator for one load.</summary>
    public abstract ProgramRelocator ForNewLoad();

    /// <summary>Applies the relocations of a program.</summary>
    /// <param name="program">The assembled program.</param>
    /// <param name="code">The code of the whole object.</param>
    /// <param name="types">The object's BTF.</param>
    /// <param name="definition">The program, for messages.</param>
    /// <param name="objectName">The object's name, for messages.</param>
    /// <param name="held">The list that receives the opened types, which must stay open until the load ends.</param>
    /// <exception cref="BpfException">A relocation is damaged or ambiguous, or the kernel's types cannot be read.</exception>
    public abstract void Apply(
        ProgramCode program,
        in ObjectCode code,
        byte[] types,
        in ProgramDefinition definition,
        string objectName,
        List<IDisposable> held);
}
