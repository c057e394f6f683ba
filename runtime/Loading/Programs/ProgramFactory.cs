using System;
using System.Collections.Generic;
using System.Text;
using BpfGen.Btf;
using BpfGen.Errors;
using BpfGen.Interop;
using BpfGen.KernelFacts;
using BpfGen.Maps;

namespace BpfGen.Loading;

/// <summary>Loads programs.</summary>
internal static unsafe class ProgramFactory
{
    private const int FunctionWords = 2;
    private const int RecordWords = 4;

    public static FileDescriptor Load(
        ProgramDefinition definition,
        ProgramCode program,
        LoadedBtf types,
        ReadOnlySpan<KernelReference> kernel,
        ReadOnlySpan<int> modules,
        string license,
        string objectName,
        out string? log)
    {
        AttachTarget.Check(definition, objectName);
        var instructions = program.Instructions;
        var information = program.Information;
        var coreRelocations = information.IsCoreResolved ? [] : information.CoreRelocations;
        if (!coreRelocations.IsEmpty)
        {
            CheckCore(types, definition, objectName);
        }

        Span<byte> licenseText = stackalloc byte[64];
        licenseText.Clear();
        Encoding.UTF8.TryGetBytes(license, licenseText[..63], out _);

        fixed (uint* functions = information.Functions, lines = information.Lines, core = coreRelocations)
        fixed (ulong* code = instructions)
        fixed (int* moduleTypes = modules)
        fixed (byte* licenseStart = licenseText)
        {
            var attributes = new ProgramLoadAttributes
            {
                Type = (uint)definition.Type,
                InstructionCount = (uint)instructions.Length,
                Instructions = (ulong)code,
                License = (ulong)licenseStart,
                Name = KernelObjectName.Of(definition.Name),
                ExpectedAttachType = (uint)definition.ExpectedAttachType,
                AttachBtfId = definition.AttachTo.Id,
                AttachFd = definition.AttachTo.ModuleFd,
                FdArray = (ulong)moduleTypes,
                Flags = definition.Flags | types.Token.Flag,
                TokenFd = types.Token.Number,
            };

            if (types.Descriptor is { } descriptor)
            {
                // The loader keeps the BTF open until the load ends, so its descriptor cannot be closed during the call.
                attributes.BtfFd = (int)descriptor.DangerousGetHandle();
                attributes.Functions = (ulong)functions;
                attributes.FunctionRecordSize = FunctionWords * sizeof(uint);
                attributes.FunctionCount = (uint)(information.Functions.Length / FunctionWords);
                attributes.Lines = (ulong)lines;
                attributes.LineRecordSize = RecordWords * sizeof(uint);
                attributes.LineCount = (uint)(information.Lines.Length / RecordWords);
                attributes.CoreRelocations = (ulong)core;
                attributes.CoreRelocationCount = (uint)(coreRelocations.Length / RecordWords);

                // Set this field only if the program has relocations: kernels that do not support the field reject a value other than zero.
                attributes.CoreRelocationRecordSize = coreRelocations.IsEmpty ? 0 : RecordWords * (uint)sizeof(uint);
            }

            // Unless the options ask for a log, make the first attempt without a log, because the verifier is faster then.
            log = null;
            var fd = definition.LogLevel == VerifierLogLevel.None
                ? TryLoad(ref attributes)
                : LoadWithLog(ref attributes, definition, out log);
            return new FileDescriptor(
                fd >= 0 ? fd : LoadAgain(ref attributes, definition, information, types, kernel, program.Maps, objectName, log));
        }
    }

    /// <summary>
    /// Rejects a program if the kernel would ignore its CO-RE relocations, because the program would then access wrong offsets.
    /// </summary>
    private static void CheckCore(LoadedBtf types, ProgramDefinition definition, string objectName)
    {
        var kernel = RunningKernel.Version;
        if (kernel < FirstKernels.CoreRelocations)
        {
            throw new BpfException("Load", Describe(definition, objectName),
                $"It has CO-RE relocations, which require Linux {FirstKernels.CoreRelocations.ToString(2)}; this is {kernel.ToString(2)}.");
        }

        if (types.Descriptor is null)
        {
            var subject = $"the types of {Describe(definition, objectName)}";
            throw types.Refusal is { } refusal
                ? new BpfException("BPF_BTF_LOAD", refusal.Errno, subject,
                    "It has CO-RE relocations, which refer to the object's BTF, " +
                    $"and the kernel rejected the BTF.{(refusal.Reason() is { } reason ? " " + reason : "")}")
                : new BpfException("Load", subject, "It has CO-RE relocations, which refer to the object's BTF, and the object has none.");
        }
    }

    public static string Describe(ProgramDefinition definition, string objectName) =>
        $"program '{definition.Name}' ({KindNames.Of(definition.Type)}) of {objectName}";

    private static ReadOnlySpan<ulong> Instructions(in ProgramLoadAttributes attributes) =>
        new((ulong*)attributes.Instructions, (int)attributes.InstructionCount);

    private static int TryLoad(ref ProgramLoadAttributes attributes) => Bpf.CallAgain(BpfCommand.ProgramLoad, ref attributes);

    /// <summary>
    /// Loads the program with the verifier log that the options ask for. A log that is too large is cut; the program loads anyway.
    /// </summary>
    private static int LoadWithLog(ref ProgramLoadAttributes attributes, ProgramDefinition definition, out string log)
    {
        var fd = TryLoadWithLog(ref attributes, definition.LogLevel, definition.LogSize, out log);
        if (fd < 0 && Errno.Last == Errno.ENOSPC)
        {
            attributes.LogLevel = attributes.LogSize = 0;
            attributes.LogBuffer = 0;
            fd = TryLoad(ref attributes);
        }

        return fd;
    }

    /// <summary>Loads the program again with a log, to learn why the verifier rejected it.</summary>
    /// <returns>
    /// The program's file descriptor, if the kernel accepts the program this time. This can happen if the first load failed for lack of
    /// memory.
    /// </returns>
    private static int LoadAgain(
        ref ProgramLoadAttributes attributes,
        ProgramDefinition definition,
        ProgramInformation information,
        LoadedBtf types,
        ReadOnlySpan<KernelReference> kernel,
        List<FileDescriptor?> maps,
        string objectName,
        string? askedLog)
    {
        var errno = Errno.Last;
        var level = VerifierLogLevel.Branches | (definition.LogLevel & VerifierLogLevel.Statistics);
        var fd = TryLoadWithLog(ref attributes, level, definition.LogSize, out var log);
        if (fd >= 0)
        {
            return fd;
        }

        var subject = Describe(definition, objectName);
        if (errno == Errno.EINVAL && !VerifierLog.ShowsInstruction(log)
            && ProgramArrayConflict.Explain(Instructions(attributes), definition.Type, maps) is { } conflict)
        {
            throw new BpfException("BPF_PROG_LOAD", errno, subject, conflict);
        }

        if (askedLog is { Length: > 0 } && (definition.LogLevel & VerifierLogLevel.Instructions) != 0)
        {
            log = askedLog;
        }

        throw IsOfVerifier(errno, log)
            ? new VerifierException(
                errno, subject, log, VerifierLog.Read(log, information, Names(types.Descriptor), kernel), types.Explain(hint: null))
            : new BpfException(
                "BPF_PROG_LOAD",
                errno,
                subject,
                types.Explain(Hints.ForProgram(
                    errno, definition.Type, definition.Flags, definition.ExpectedAttachType, types.Capabilities)));
    }

    /// <summary>
    /// Whether the log explains the error. There are three cases in which it does not: the log is empty; the program passed verification,
    /// but no file descriptor was left; or the kernel rejected the program before it verified an instruction, so that the log has only a
    /// count of zero instructions.
    /// </summary>
    internal static bool IsOfVerifier(int errno, string log) =>
        log.Length > 0 && errno is not (Errno.EMFILE or Errno.ENFILE) && !log.AsSpan().StartsWith("processed 0 insns");

    /// <summary>
    /// Reads the object's BTF back from the kernel, so that the loader need not keep the BTF in memory just for error messages.
    /// </summary>
    private static BtfNames? Names(FileDescriptor? types) =>
        types is not null && BtfReadback.Read(types) is { } bytes ? new BtfNames(bytes) : null;

    private static int TryLoadWithLog(ref ProgramLoadAttributes attributes, VerifierLogLevel level, uint size, out string text)
    {
        using var log = new KernelLog(size == 0 ? ProgramOptions.UsualLogSize : size);
        int fd;
        do
        {
            attributes.LogLevel = (uint)level;
            attributes.LogSize = log.Size;
            attributes.LogBuffer = log.Address;
            fd = TryLoad(ref attributes);
        }
        while (fd < 0 && log.Grow());

        text = log.Text;
        return fd;
    }
}
