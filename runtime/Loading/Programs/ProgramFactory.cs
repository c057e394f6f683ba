using System;
using System.Text;
using BpfGen.Btf;
using BpfGen.Errors;
using BpfGen.Interop;
using BpfGen.KernelFacts;

namespace BpfGen.Loading;

/// <summary>Loads programs.</summary>
internal static unsafe class ProgramFactory
{
    /// <summary>The kernel gives up with EAGAIN when a signal interrupts the verifier; libbpf tries as often.</summary>
    private const int MostTries = 5;

    private const int FunctionWords = 2;
    private const int RecordWords = 4;

    public static FileDescriptor Load(
        in ProgramDefinition definition,
        ProgramCode program,
        LoadedBtf types,
        ReadOnlySpan<KernelReference> kernel,
        ReadOnlySpan<int> modules,
        string license,
        string objectName)
    {
        AttachTarget.Check(definition, objectName);
        var instructions = program.Instructions;
        var information = program.Information;
        if (!information.CoreRelocations.IsEmpty)
        {
            CheckCore(types, definition, objectName);
        }

        Span<byte> licenseText = stackalloc byte[64];
        licenseText.Clear();
        Encoding.UTF8.TryGetBytes(license, licenseText[..63], out _);

        fixed (uint* functions = information.Functions, lines = information.Lines, core = information.CoreRelocations)
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
                Flags = definition.Flags,
                Name = KernelObjectName.Of(definition.Name),
                ExpectedAttachType = (uint)definition.ExpectedAttachType,
                AttachBtfId = definition.AttachTo.Id,
                AttachFd = definition.AttachTo.ModuleFd,
                FdArray = (ulong)moduleTypes,
            };

            if (types.Descriptor is { } descriptor)
            {
                // The loader holds the types until it is done.
                attributes.BtfFd = (int)descriptor.DangerousGetHandle();
                attributes.Functions = (ulong)functions;
                attributes.FunctionRecordSize = FunctionWords * sizeof(uint);
                attributes.FunctionCount = (uint)(information.Functions.Length / FunctionWords);
                attributes.Lines = (ulong)lines;
                attributes.LineRecordSize = RecordWords * sizeof(uint);
                attributes.LineCount = (uint)(information.Lines.Length / RecordWords);
                attributes.CoreRelocations = (ulong)core;
                attributes.CoreRelocationCount = (uint)(information.CoreRelocations.Length / RecordWords);

                // Kernels that do not know the field take it only where it is zero.
                attributes.CoreRelocationRecordSize = information.CoreRelocations.IsEmpty ? 0 : RecordWords * (uint)sizeof(uint);
            }

            // Without a log the verifier is faster, and a program that loads has nothing to say.
            var fd = TryLoad(ref attributes);
            return new FileDescriptor(fd >= 0 ? fd : LoadAgain(ref attributes, definition, information, types, kernel, objectName));
        }
    }

    /// <summary>A kernel that ignored the relocations would run a program that reads at the wrong places.</summary>
    private static void CheckCore(LoadedBtf types, in ProgramDefinition definition, string objectName)
    {
        var kernel = RunningKernel.Version;
        if (kernel < FirstKernels.CoreRelocations)
        {
            throw new BpfException("BPF_PROG_LOAD", Errno.EINVAL, Describe(definition, objectName),
                $"It has CO-RE relocations, which the kernel resolves itself since Linux {FirstKernels.CoreRelocations.ToString(2)}; this is {kernel.ToString(2)}.");
        }

        if (types.Descriptor is null)
        {
            throw new BpfException("BPF_BTF_LOAD", types.Refusal?.Errno ?? Errno.EINVAL, $"the types of {Describe(definition, objectName)}",
                $"It has CO-RE relocations, which refer to the object's types (BTF), and the kernel does not take those.{(types.Refusal?.Reason() is { } reason ? " " + reason : "")}");
        }
    }

    public static string Describe(in ProgramDefinition definition, string objectName) => $"program '{definition.Name}' ({KindNames.Of(definition.Type)}) of {objectName}";

    private static int TryLoad(ref ProgramLoadAttributes attributes)
    {
        var fd = -1;
        for (var i = 0; i < MostTries && fd < 0; i++)
        {
            fd = Bpf.Call(BpfCommand.ProgramLoad, ref attributes);
            if (fd < 0 && Errno.Last != Errno.EAGAIN)
            {
                break;
            }
        }

        return fd;
    }

    /// <summary>Loads once more, to hear what the verifier has to say.</summary>
    /// <returns>The program's file descriptor, where the kernel takes now what it refused a moment ago, as it may when memory was short.</returns>
    private static int LoadAgain(
        ref ProgramLoadAttributes attributes,
        in ProgramDefinition definition,
        ProgramInformation information,
        LoadedBtf types,
        ReadOnlySpan<KernelReference> kernel,
        string objectName)
    {
        var errno = Errno.Last;
        var fd = TryLoadWithLog(ref attributes, out var log);
        if (fd >= 0)
        {
            return fd;
        }

        var subject = Describe(definition, objectName);
        throw IsOfVerifier(errno, log)
            ? new VerifierException(errno, subject, log, VerifierLog.Read(log, information, Names(types.Descriptor), kernel), types.Explain(hint: null))
            : new BpfException("BPF_PROG_LOAD", errno, subject, types.Explain(Hints.ForProgram(errno, definition.Type, definition.Flags, definition.ExpectedAttachType)));
    }

    /// <summary>
    /// There is a log also where no file descriptor was left for a program that the verifier has let pass, and where it was refused before its
    /// first instruction: then the log counts none, and says nothing else.
    /// </summary>
    private static bool IsOfVerifier(int errno, string log) =>
        log.Length > 0 && errno is not (Errno.EMFILE or Errno.ENFILE) && !log.StartsWith("processed 0 insns", StringComparison.Ordinal);

    /// <summary>The kernel has the types: what it was given need not be kept for a failure.</summary>
    private static BtfNames? Names(FileDescriptor? types) => types is not null && BtfReadback.Read(types) is { } bytes ? new BtfNames(bytes) : null;

    private static int TryLoadWithLog(ref ProgramLoadAttributes attributes, out string text)
    {
        using var log = new KernelLog();
        int fd;
        do
        {
            attributes.LogLevel = 1;
            attributes.LogSize = log.Size;
            attributes.LogBuffer = log.Address;
            fd = TryLoad(ref attributes);
        }
        while (fd < 0 && log.Grow());

        text = log.Text;
        return fd;
    }
}
