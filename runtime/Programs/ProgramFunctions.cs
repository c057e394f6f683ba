using System.IO;
using System.Text;
using BpfGen.Btf;
using BpfGen.Errors;
using BpfGen.Interop;
using BpfGen.Loading;

namespace BpfGen.Programs;

/// <summary>Finds functions of programs that are loaded, by the types of the object that they come from.</summary>
internal static class ProgramFunctions
{
    /// <param name="program">The program, which has to stay open as long as what comes back is used.</param>
    /// <param name="function">The function's name.</param>
    /// <returns>The function; it says so where there is none.</returns>
    /// <exception cref="BpfException">The kernel does not give the program's types.</exception>
    public static KernelReference Find(BpfProgram program, string function)
    {
        var subject = $"program '{program.Name}', whose function '{function}' is a target";
        var errno = Bpf.Info(program.Descriptor, out ProgramInfo info);
        if (errno == 0 && info.BtfId == 0)
        {
            return new KernelReference { Absence = $"The program '{program.Name}' has no types, by which its functions would be found." };
        }

        if (errno != 0 || BtfById.Read(info.BtfId) is not { } bytes)
        {
            errno = errno != 0 ? errno : Errno.Last;
            throw new BpfException("BPF_OBJ_GET_INFO_BY_FD", errno, subject, Hints.ForCapability(errno, Capability.SysAdmin));
        }

        try
        {
            using var image = BtfImage.Of(bytes);
            var id = new TypeTable(image).Find([Encoding.UTF8.GetBytes(function)], [(0, BtfKind.Function)])[0];
            return id != 0
                ? new KernelReference { Id = id, ModuleFd = (int)program.Descriptor.DangerousGetHandle() }
                : new KernelReference { Absence = $"The program '{program.Name}' has no such function." };
        }
        catch (InvalidDataException exception)
        {
            throw new BpfException("BPF_OBJ_GET_INFO_BY_FD", Errno.EINVAL, subject, $"Its types cannot be read: {exception.Message}.");
        }
    }
}
