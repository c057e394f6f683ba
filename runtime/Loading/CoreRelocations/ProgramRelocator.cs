using System;
using System.Collections.Generic;

namespace BpfGen.Loading;

/// <summary>
/// Applies CO-RE relocations to programs in place of the kernel. The loader refers only to this base class, so that trimming can remove
/// <see cref="CoreRelocator"/> and <see cref="EmbeddedRelocator"/> from applications that never create them.
/// </summary>
internal abstract class ProgramRelocator
{
    /// <summary>Creates the relocator for one load.</summary>
    public abstract ProgramRelocator ForNewLoad();

    /// <summary>Applies the CO-RE relocations of a program.</summary>
    /// <param name="program">The assembled program.</param>
    /// <param name="code">The code of the whole object.</param>
    /// <param name="types">The object's BTF.</param>
    /// <param name="definition">The program, for messages.</param>
    /// <param name="objectName">The object's name, for messages.</param>
    /// <param name="held">Receives the opened BTF files, which must stay open until the load ends.</param>
    /// <exception cref="BpfException">A relocation is damaged or ambiguous, or the kernel's types cannot be read.</exception>
    public abstract void Apply(
        ProgramCode program,
        in ObjectCode code,
        ReadOnlySpan<byte> types,
        ProgramDefinition definition,
        string objectName,
        List<IDisposable> held);
}
