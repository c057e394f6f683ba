using System;
using System.Diagnostics.CodeAnalysis;
using BpfGen.Interop;
using BpfGen.Loading;
using BpfGen.Programs;

namespace BpfGen;

/// <summary>
/// Handles of programs that are there already, by the class that they shall have: <c>XdpProgram.OpenPinned("/sys/fs/bpf/count")</c>.
/// </summary>
/// <remarks>
/// The kernel tells a program's type, and not the section that it stood in: where such a program attaches has to be said in the call of <c>Attach</c>, for
/// cgroups with the hook (<see cref="CgroupAttachOptions.Hook"/>), for returns of one function with <c>IsReturn</c>. Programs bound by BTF know their function
/// themselves, but take no cookie. One for many functions is attached to their starts, and no <see cref="UsdtProgram"/> is opened.
/// </remarks>
[SuppressMessage("Design", "CA1000", Justification = "The class that is named is what the program is opened as.")]
public static class BpfProgramExtensions
{
    extension<T>(T)
        where T : BpfProgram, IProgramHandle<T>
    {
        /// <summary>Opens a program that is pinned.</summary>
        /// <param name="path">Its path in a BPF file system: <c>/sys/fs/bpf/my-program</c>.</param>
        /// <exception cref="BpfException">
        /// There is none (<c>ENOENT</c>), what is pinned there is no program of the class's type (<c>EINVAL</c>), or the kernel refuses (<c>BPF_OBJ_GET</c>).
        /// </exception>
        public static T OpenPinned(string path)
        {
            ArgumentException.ThrowIfNullOrEmpty(path);
            var program = ProgramOpening.Open<T>("BPF_OBJ_GET", ObjectPin.Open(path), $"the program pinned at {path}");
            program.PinPath = path;
            return program;
        }

        /// <summary>Opens a program by the number that the kernel knows it by.</summary>
        /// <param name="id">The number, which <see cref="BpfProgram.Id"/> gives.</param>
        /// <exception cref="BpfException">
        /// There is none (<c>ENOENT</c>), it is not of the class's type (<c>EINVAL</c>), or the kernel refuses (<c>BPF_PROG_GET_FD_BY_ID</c>).
        /// </exception>
        public static T OpenById(uint id) => ProgramOpening.ById<T>(id, $"the program of id {id}");
    }
}
