using System;
using BpfGen.Links;
using BpfGen.Loading;
using BpfGen.Programs;

namespace BpfGen;

/// <summary>
/// A program on a probe that a binary offers itself (USDT, <c>SEC("usdt/libc.so.6:libc:setjmp")</c>). With libbpf's <c>usdt.bpf.h</c> it reads the
/// probe's arguments.
/// </summary>
/// <remarks>Binaries are found as those of <see cref="UprobeProgram"/>.</remarks>
public sealed class UsdtProgram : BpfProgram, IAutoAttach, IProgramHandle<UsdtProgram>
{
    private readonly UsdtSpecs? _specs;

    private UsdtProgram(LoadedProgram program)
        : base(program) => _specs = program.UsdtSpecs;

    /// <inheritdoc/>
    public bool HasHook => Target is not null && ProbeTarget.Usdt(Target) is not null;

    /// <summary>Attaches the program to the probe that its section names.</summary>
    /// <param name="options">How; null for every process.</param>
    /// <returns>The link; disposing it takes the program off the probe.</returns>
    /// <exception cref="InvalidOperationException">The section names none.</exception>
    /// <exception cref="BpfException">There is no such binary or probe, or the kernel refuses.</exception>
    public UsdtLink Attach(UsdtOptions? options = null)
    {
        var (binary, provider, name) = ProbeTarget.Usdt(RequiredTarget()) ?? throw NoHook("'usdt/BINARY:PROVIDER:NAME'");
        return Attach(binary, provider, name, options);
    }

    /// <summary>Attaches the program to a probe.</summary>
    /// <param name="binary">The program or library.</param>
    /// <param name="provider">The probe's provider: <c>libc</c>.</param>
    /// <param name="name">The probe: <c>setjmp</c>.</param>
    /// <param name="options">How; null for every process.</param>
    /// <returns>The link; disposing it takes the program off the probe.</returns>
    /// <exception cref="BpfException">There is no such binary or probe, an argument of it is not understood, or the kernel refuses.</exception>
    public UsdtLink Attach(string binary, string provider, string name, UsdtOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(binary);
        ArgumentException.ThrowIfNullOrEmpty(provider);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new UsdtAttachment(this, _specs, $"{binary}:{provider}:{name}", options ?? new UsdtOptions()).Attach(binary, provider, name);
    }

    BpfLink IAutoAttach.Attach() => Attach();

    static UsdtProgram IProgramHandle<UsdtProgram>.Create(LoadedProgram program) => new(program);

    /// <summary>All places of a probe take one link where a link takes many, which a program is loaded for.</summary>
    static ProgramDefinition IProgramHandle<UsdtProgram>.Fit(in ProgramDefinition definition) =>
        UprobeMultiAttachment.TellsProcessesApart ? definition with { ExpectedAttachType = AttachType.TraceUprobeMulti } : definition;

    /// <summary>What it looks its probes' arguments up in is the object's, which a pin does not lead to.</summary>
    static bool IProgramHandle<UsdtProgram>.Takes(ProgramType type) => false;
}
