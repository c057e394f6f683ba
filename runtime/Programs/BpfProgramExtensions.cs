using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using BpfGen.Host;
using BpfGen.Interop;
using BpfGen.Loading;
using BpfGen.Programs;

namespace BpfGen;

/// <summary>
/// Opens programs that are loaded already. Call these methods on the class of the program:
/// <c>XdpProgram.OpenPinned("/sys/fs/bpf/count")</c>.
/// </summary>
/// <remarks>
/// <para>
/// The kernel reports the program's type, but neither its section nor its hook. Pass the hook to <c>Attach</c>: for cgroup programs in
/// <see cref="CgroupAttachOptions.Hook"/>, for kretprobes and uretprobes with <c>IsReturn</c>. A program that was bound to a function by
/// BTF attaches to that function, but cannot have a cookie. <see cref="KprobeMultiProgram"/> and <see cref="UprobeMultiProgram"/> attach to
/// the starts of functions, even if the program was loaded for their returns. A <see cref="UsdtProgram"/> cannot be opened.
/// </para>
/// <para>
/// The kernel keeps 15 characters of a program's name. <see cref="BpfProgram.Name"/> of an opened program is the whole name if the program
/// has BTF and the process may read it (<c>CAP_SYS_ADMIN</c>).
/// </para>
/// </remarks>
[SuppressMessage("Design", "CA1000", Justification = "The type argument of the call is the class of the opened program.")]
public static class BpfProgramExtensions
{
    extension<T>(T)
        where T : BpfProgram, IProgramHandle<T>
    {
        /// <summary>Opens a pinned program.</summary>
        /// <param name="path">The path of the pin in a BPF file system, such as <c>/sys/fs/bpf/my-program</c>.</param>
        /// <returns>A new handle; the caller disposes it.</returns>
        /// <exception cref="ArgumentException">The path is null, empty or relative.</exception>
        /// <exception cref="BpfException">
        /// The path does not exist (<c>ENOENT</c>), the pinned object is not a program of the class's type (no error number), or the
        /// kernel rejected the call (<c>BPF_OBJ_GET</c>).
        /// </exception>
        public static T OpenPinned(string path)
        {
            _ = PinPaths.Checked(path, nameof(path));
            var program = ProgramOpening.Open<T>("BPF_OBJ_GET", ObjectPin.Open(path), $"the program pinned at {path}");
            program.PinPath = path;
            return program;
        }

        /// <summary>Opens a program by its id.</summary>
        /// <param name="id">The program's id, such as <see cref="BpfProgram.Id"/> of another handle.</param>
        /// <returns>A new handle; the caller disposes it.</returns>
        /// <exception cref="BpfException">
        /// No program has this id (<c>ENOENT</c>), the program is not of the class's type (no error number), or the kernel rejected the
        /// call (<c>BPF_PROG_GET_FD_BY_ID</c>).
        /// </exception>
        public static T OpenById(uint id) => ProgramOpening.ById<T>(id, $"the program of id {id}");

        /// <summary>
        /// Opens all programs in the kernel that the class supports: <c>BpfProgram.OpenAll()</c> opens all programs,
        /// <c>XdpProgram.OpenAll()</c> all XDP programs. The enumeration skips programs that disappear before they are opened.
        /// </summary>
        /// <returns>The programs, in the order of their ids. Each is opened when you ask for it. Dispose each handle.</returns>
        /// <exception cref="BpfException">
        /// On enumeration: the kernel rejected <c>BPF_PROG_GET_NEXT_ID</c> or <c>BPF_PROG_GET_FD_BY_ID</c>. Both require
        /// <c>CAP_SYS_ADMIN</c>.
        /// </exception>
        public static IEnumerable<T> OpenAll()
        {
            foreach (var program in ObjectIds.OpenAll(BpfCommand.ProgramGetNextId, BpfCommand.ProgramGetFdById, "programs", "program"))
            {
                if (ProgramOpening.TryTake<T>(program) is { } handle)
                {
                    yield return handle;
                }
            }
        }
    }
}
