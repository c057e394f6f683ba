using System;
using BpfGen.Links;
using BpfGen.Loading;
using BpfGen.Programs;

namespace BpfGen;

/// <summary>
/// A program on a static probe of a user-space binary (USDT, <c>SEC("usdt/libc.so.6:libc:setjmp")</c>). With libbpf's <c>usdt.bpf.h</c>
/// it reads the probe's arguments.
/// </summary>
/// <remarks>See <see cref="UprobeProgram"/> for the search for binaries.</remarks>
public sealed class UsdtProgram : BpfProgram, IAutoAttach, IProgramHandle<UsdtProgram>
{
    private readonly UsdtSpecs? _specs;

    private UsdtProgram(LoadedProgram program)
        : base(program) => _specs = program.UsdtSpecs;

    /// <inheritdoc/>
    public bool HasHook => Target is not null && ProbeTarget.Usdt(Target) is not null;

    /// <summary>Attaches the program to the probe that its section names.</summary>
    /// <param name="options">The options; null to probe all processes.</param>
    /// <returns>The link. The program stays attached until you dispose the link, the program or its object.</returns>
    /// <exception cref="InvalidOperationException">The section names no probe, or the program was not loaded.</exception>
    /// <exception cref="BpfException">
    /// The binary or probe does not exist, the format of an argument is not supported, or the kernel rejected the probe.
    /// </exception>
    public UsdtLink Attach(UsdtOptions? options = null)
    {
        var (binary, provider, name) = ProbeTarget.Usdt(RequiredTarget()) ?? throw NoHook("'usdt/BINARY:PROVIDER:NAME'");
        return Attach(binary, provider, name, options);
    }

    /// <summary>Attaches the program to a probe.</summary>
    /// <param name="binary">The executable or library: a path, or a name to find.</param>
    /// <param name="provider">The probe's provider, such as <c>libc</c>.</param>
    /// <param name="name">The probe's name, such as <c>setjmp</c>.</param>
    /// <param name="options">The options; null to probe all processes.</param>
    /// <returns>The link. The program stays attached until you dispose the link, the program or its object.</returns>
    /// <exception cref="ArgumentException">The binary, provider or name is null or empty.</exception>
    /// <exception cref="InvalidOperationException">The program was not loaded.</exception>
    /// <exception cref="BpfException">
    /// The binary or probe does not exist, the format of an argument is not supported, or the kernel rejected the probe.
    /// </exception>
    public UsdtLink Attach(string binary, string provider, string name, UsdtOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(binary);
        ArgumentException.ThrowIfNullOrEmpty(provider);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new UsdtAttachment(this, _specs, $"{binary}:{provider}:{name}", options ?? new UsdtOptions()).Attach(binary, provider, name);
    }

    BpfLink IAutoAttach.Attach() => Attach();

    static UsdtProgram IProgramHandle<UsdtProgram>.Create(LoadedProgram program) => new(program);

    /// <summary>
    /// If the kernel supports uprobe multi links, changes the program's definition for such a link, so that one link covers all locations
    /// of a probe.
    /// </summary>
    static ProgramDefinition IProgramHandle<UsdtProgram>.Fit(ProgramDefinition definition) =>
        UprobeMultiAttachment.TellsProcessesApart ? definition with { ExpectedAttachType = AttachType.TraceUprobeMulti } : definition;

    /// <summary>
    /// Returns false: a USDT program cannot be opened by its pin or id, because attaching it requires the object's maps for the arguments
    /// of its probes.
    /// </summary>
    static bool IProgramHandle<UsdtProgram>.Takes(ProgramType type) => false;
}
