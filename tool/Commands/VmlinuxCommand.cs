using System;
using System.CommandLine;
using System.IO;
using System.Text;
using BpfGen.Tool.CSource;
using BpfGen.Tool.Files;

namespace BpfGen.Tool.Commands;

/// <summary>Writes the types of a kernel as a C header.</summary>
internal static class VmlinuxCommand
{
    public static Command Create()
    {
        var btf = new Argument<string>("BTF")
        {
            Description = "BTF, or an ELF file that contains it, such as vmlinux.",
            DefaultValueFactory = _ => BtfFile.RunningKernel,
        };
        var output = new Option<string?>("--output", "-o")
        {
            Description = "Write this file. Default: standard output.",
            HelpName = "file",
        };
        var module = new Option<string?>("--module")
        {
            Description = "Also write the types of this module: its name, or a file with its BTF. Default: only the kernel's types.",
            HelpName = "name",
        };
        var command = new Command("vmlinux", "Writes vmlinux.h: the types of a kernel in C.") { btf, output, module };
        command.SetAction(given =>
        {
            var path = given.GetValue(btf)!;
            var file = ToolFiles.ReadBtf(path);
            if (given.GetValue(module) is { } name)
            {
                path = PathOf(name);
                file = ToolFiles.ReadModule(file, path);
            }

            var header = CHeader.Write(file.Types, file.Bytes.Length);
            if (header.Text is not { } text)
            {
                throw new ToolException($"{path} cannot be written as C: {header.Failure}.");
            }

            if (given.GetValue(output) is { } target)
            {
                ToolFiles.Write(target, Encoding.UTF8.GetBytes(text));
            }
            else
            {
                Console.Out.Write(text);
            }

            return 0;
        });
        return command;
    }

    /// <summary>The file with the BTF of a module: a name means a loaded module of the running kernel.</summary>
    private static string PathOf(string module) => module.Contains('/') || File.Exists(module)
        ? module
        : Path.Combine(Path.GetDirectoryName(BtfFile.RunningKernel)!, module.Replace('-', '_'));
}
