using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading;
using BpfGen.Interop;

namespace BpfGen.Runtime.Tests.Faults;

/// <summary>
/// Decides about the system calls of a process with a <see cref="SystemCallFilter"/>: lets them run and counts them, and makes one of them
/// fail or kills the process there.
/// </summary>
internal sealed unsafe class Supervisor : IDisposable
{
    private const uint Continue = 1;
    private const nuint Receive = 0xc0502100;
    private const nuint Answer = 0xc0182101;
    private const nuint SetFlags = 0x40082104;
    private const int OpenProcess = 434;
    private const int GetDescriptor = 438;

    private readonly FileDescriptor _listener;
    private readonly FileStream _memory;
    private readonly int _process;
    private readonly Action _kill;
    private readonly Lock _lock = new();
    private List<string> _calls = [];
    private Fault _fault;
    private string? _failed;

    /// <param name="process">The process.</param>
    /// <param name="descriptor">The number that the filter's descriptor has in that process.</param>
    /// <param name="kill">Kills the process.</param>
    public Supervisor(int process, int descriptor, Action kill)
    {
        (_process, _kill) = (process, kill);
        using var handle = new FileDescriptor((int)Libc.Syscall(OpenProcess, process, 0, 0));
        _listener = new FileDescriptor((int)Libc.Syscall(GetDescriptor, handle.Number, descriptor, 0));
        if (_listener.IsInvalid)
        {
            throw new IOException($"pidfd_getfd failed with {Errno.NameOf(Errno.Last)}.");
        }

        // Wake this thread on the processor of the other one, which waits: half of the time.
        _ = Libc.Control(_listener.Number, SetFlags, 1);
        _memory = new FileStream($"/proc/{process}/mem", FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        new Thread(Decide) { IsBackground = true }.Start();
    }

    /// <summary>Forgets the calls up to now, and sets the next fault.</summary>
    public void Arm(Fault fault)
    {
        lock (_lock)
        {
            (_fault, _calls, _failed) = (fault, [], null);
        }
    }

    /// <returns>The calls since <see cref="Arm"/>, and the call that failed; null if none failed.</returns>
    public (List<string> Calls, string? Failed) Disarm()
    {
        lock (_lock)
        {
            _fault = default;
            return (_calls, _failed);
        }
    }

    public void Dispose()
    {
        _memory.Dispose();
        _listener.Dispose();
    }

    private void Decide()
    {
        while (true)
        {
            var notification = default(Notification);
            if (Libc.Control(_listener.Number, Receive, (nint)(&notification)) < 0)
            {
                if (Errno.Last is Errno.EINTR or Errno.ENOENT)
                {
                    continue;
                }

                return;
            }

            var response = new Response { Id = notification.Id, Flags = Continue };
            lock (_lock)
            {
                if (NameOf(notification) is { } name && _fault.Call != 0)
                {
                    _calls.Add(name);
                    if (_calls.Count == _fault.Call)
                    {
                        _failed = name;
                        if (_fault.Errno == Fault.Kill)
                        {
                            _kill();
                            return;
                        }

                        (response.Flags, response.Error) = (0, -_fault.Errno);
                    }
                }
            }

            _ = Libc.Control(_listener.Number, Answer, (nint)(&response));
        }
    }

    /// <returns>The call and its first argument; null for a call of .NET or the C library.</returns>
    private string? NameOf(in Notification notification)
    {
        var name = SystemCalls.Names[notification.Number];
        if (notification.Number == SystemCalls.Bpf)
        {
            return $"bpf {(BpfCommand)notification.First}";
        }

        if (name is "read" or "write")
        {
            return IsOfRuntime(new FileInfo($"/proc/{_process}/fd/{notification.First}").LinkTarget ?? "") ? null : name;
        }

        if (name is not ("openat" or "mkdir"))
        {
            return name;
        }

        var path = ReadText((long)(name == "mkdir" ? notification.First : notification.Second));
        return IsOfRuntime(path) ? null : $"{name} {path}";
    }

    /// <summary>
    /// Whether .NET or the C library uses a file: to load a library, or to start a thread, which needs a pipe, a name and the number of
    /// processors.
    /// </summary>
    private static bool IsOfRuntime(string file) =>
        file.EndsWith(".dll", StringComparison.Ordinal) || file.EndsWith(".so", StringComparison.Ordinal)
        || file.StartsWith("pipe:", StringComparison.Ordinal) || file.StartsWith("/proc/self/task/", StringComparison.Ordinal)
        || file.StartsWith("/sys/devices/system/cpu/", StringComparison.Ordinal);

    private string ReadText(long address)
    {
        Span<byte> bytes = stackalloc byte[128];
        var length = RandomAccess.Read(_memory.SafeFileHandle, bytes, address);
        var text = bytes[..length];
        return System.Text.Encoding.UTF8.GetString(text[..Math.Max(text.IndexOf((byte)0), 0)]);
    }

    /// <summary><c>struct seccomp_notif</c>, with its <c>struct seccomp_data</c>.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 80)]
    private struct Notification
    {
        public ulong Id;
        public uint Thread;
        public uint Flags;
        public int Number;
        public uint Architecture;
        public ulong Instruction;
        public ulong First;
        public ulong Second;
    }

    /// <summary><c>struct seccomp_notif_resp</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Response
    {
        public ulong Id;
        public long Value;
        public int Error;
        public uint Flags;
    }
}

/// <summary>Which system call fails.</summary>
/// <param name="Call">The number of the call, from 1 on; 0 to let all calls run without counting them.</param>
/// <param name="Errno">The error number of the call; <see cref="Kill"/> to kill the process there.</param>
internal readonly record struct Fault(int Call, int Errno)
{
    public const int Kill = -1;
}
