using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using BpfGen.Interop;

namespace BpfGen.Runtime.Tests.Faults;

/// <summary>
/// A seccomp filter that stops the calling thread, and the threads that it starts, at each of the <see cref="SystemCalls"/>. Another
/// process decides there whether the call runs or fails: see <see cref="Supervisor"/>. A filter alone cannot do that, because it cannot
/// count.
/// </summary>
internal static unsafe class SystemCallFilter
{
    private const ulong NewListener = 1 << 3;
    private const ulong WaitKillable = 1 << 5;
    private const uint Allow = 0x7fff0000;
    private const uint Notify = 0x7fc00000;
    private const ushort Load = 0x20;
    private const ushort JumpIfEqual = 0x15;
    private const ushort Return = 0x06;

    /// <summary>The offset of the fifth argument in <c>struct seccomp_data</c>: the file descriptor of <c>mmap</c>.</summary>
    private const uint FifthArgument = 16 + (4 * 8);

    private static bool IsArm => RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    /// <summary>Installs the filter for the calling thread.</summary>
    /// <returns>The descriptor with which another process decides.</returns>
    public static int Install()
    {
        var code = new List<ulong> { Instruction(Load, 0) };
        foreach (var number in SystemCalls.Names.Keys)
        {
            // The memory of .NET itself has no file.
            code.AddRange(number == SystemCalls.NumberOf("mmap")
                ?
                [
                    Instruction(JumpIfEqual, (uint)number, 0, 4), Instruction(Load, FifthArgument),
                    Instruction(JumpIfEqual, uint.MaxValue, 1),
                    Instruction(Return, Notify), Instruction(Return, Allow),
                ]
                : [Instruction(JumpIfEqual, (uint)number, 0, 1), Instruction(Return, Notify)]);
        }

        code.Add(Instruction(Return, Allow));
        fixed (ulong* start = CollectionsMarshal.AsSpan(code))
        {
            var program = new FilterProgram { Length = (ushort)code.Count, Code = start };
            var listener = Libc.Syscall(IsArm ? 277 : 317, 1, (nint)(NewListener | WaitKillable), (nint)(&program));
            return listener < 0 ? throw new IOException($"seccomp failed with {Errno.NameOf(Errno.Last)}.") : (int)listener;
        }
    }

    private static ulong Instruction(ushort code, uint value, byte ifTrue = 0, byte ifFalse = 0) =>
        code | ((ulong)ifTrue << 16) | ((ulong)ifFalse << 24) | ((ulong)value << 32);

    /// <summary><c>struct sock_fprog</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct FilterProgram
    {
        public ushort Length;
        public ulong* Code;
    }
}
