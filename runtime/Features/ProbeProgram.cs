using System;
using System.Runtime.InteropServices;
using System.Text;
using BpfGen.Interop;
using BpfGen.KernelFacts;

namespace BpfGen.Features;

/// <summary>A program of a few instructions. The result of loading it, and the log, show whether the kernel supports a feature.</summary>
internal static unsafe class ProbeProgram
{
    public const ulong ReturnZero = 0x00000000000000b7;
    public const ulong Exit = 0x0000000000000095;
    public const ulong Call = 0x0000000000000085;

    private const int LogSize = 16 * 1024;

    /// <summary>The attributes that every program of a type requires.</summary>
    public static ProgramLoadAttributes Attributes(ProgramType type) => new()
    {
        Type = (uint)type,
        Name = KernelObjectName.Of("probe"),
        ExpectedAttachType = (uint)ProgramTypeTable.ExpectedAttachType(type),
        Flags = type == ProgramType.Syscall ? Sleepable : 0,
    };

    public const uint Sleepable = 1 << 4;

    /// <returns>
    /// The program; null if the kernel rejected it, for the reason in <see cref="Errno.Last"/> and in the verifier's log.
    /// </returns>
    public static FileDescriptor? TryLoad(in ProgramLoadAttributes attributes, ReadOnlySpan<ulong> instructions, out string log)
    {
        // Kernels accept attributes that they do not know if these are zero.
        var unsigned = new SignedProgramAttributes { Program = attributes };
        return TryLoad(ref unsigned, instructions, out log);
    }

    /// <inheritdoc cref="TryLoad(in ProgramLoadAttributes, ReadOnlySpan{ulong}, out string)"/>
    public static FileDescriptor? TryLoad(ref SignedProgramAttributes attributes, ReadOnlySpan<ulong> instructions, out string log)
    {
        ref var program = ref attributes.Program;
        var buffer = (byte*)NativeMemory.AllocZeroed(LogSize);
        try
        {
            fixed (ulong* code = instructions)
            fixed (byte* license = "GPL\0"u8)
            {
                program.Instructions = (ulong)code;
                program.InstructionCount = (uint)instructions.Length;
                program.License = (ulong)license;
                program.LogBuffer = (ulong)buffer;
                program.LogSize = LogSize;
                program.LogLevel = 1;
                var fd = Bpf.Call(BpfCommand.ProgramLoad, ref attributes);
                var errno = Errno.Last;
                log = Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(buffer));
                Marshal.SetLastPInvokeError(errno);
                return fd < 0 ? null : new FileDescriptor(fd);
            }
        }
        finally
        {
            NativeMemory.Free(buffer);
        }
    }

    /// <summary>
    /// Throws if the process lacks permissions or resources, because such an error does not show whether the feature exists.
    /// </summary>
    /// <exception cref="BpfException">The error is about permissions or resources.</exception>
    public static void ThrowIfForbidden(string command, int errno, string subject, string? hint)
    {
        if (errno == Errno.EPERM || Errno.IsTransient(errno))
        {
            throw new BpfException(command, errno, $"{subject}, which tests for kernel support", hint);
        }
    }
}
