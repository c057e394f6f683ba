using System.IO;
using System.Text;
using BpfGen.Btf;
using BpfGen.Errors;
using BpfGen.Interop;
using BpfGen.Loading;

namespace BpfGen.Programs;

/// <summary>Finds functions of loaded programs by the programs' BTF.</summary>
internal static class ProgramFunctions
{
    private static string Nearest(TypeTable types, string function)
    {
        var nearest = new NearestNames(function);
        types.Offer(BtfKind.Function, [], nearest);
        return nearest.Question;
    }

    /// <param name="program">The program. It must stay open while the result is used.</param>
    /// <param name="function">The function's name.</param>
    /// <returns>The function. If it was not found, <see cref="KernelReference.Absence"/> says why.</returns>
    /// <exception cref="BpfException">The program's types cannot be read.</exception>
    public static KernelReference Find(BpfProgram program, string function)
    {
        var subject = $"program '{program.Name}', whose function '{function}' is a target";
        var errno = Bpf.Info(program.Descriptor, out ProgramInfo info);
        if (errno == 0 && info.BtfId == 0)
        {
            return new KernelReference { Absence = $"Program '{program.Name}' has no BTF, which is required to find its functions." };
        }

        if (errno != 0 || BtfById.Read(info.BtfId) is not { } bytes)
        {
            errno = errno != 0 ? errno : Errno.Last;
            throw new BpfException("BPF_OBJ_GET_INFO_BY_FD", errno, subject, Hints.ForCapability(errno, Capability.SysAdmin));
        }

        try
        {
            using var image = BtfImage.Of(bytes);
            var types = new TypeTable(image);
            var id = types.Find([Encoding.UTF8.GetBytes(function)], [(0, BtfKind.Function)])[0];
            return id != 0
                ? new KernelReference { Id = id, ModuleFd = (int)program.Descriptor.DangerousGetHandle() }
                : new KernelReference { Absence = $"Program '{program.Name}' has no function '{function}'.{Nearest(types, function)}" };
        }
        catch (InvalidDataException exception)
        {
            throw new BpfException("Attach", subject, $"Its types cannot be read: {exception.Message}.");
        }
    }
}
