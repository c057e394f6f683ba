using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using BpfGen.Generator.Model;
using BpfGen.Tool.Files;
using BpfGen.Tool.MinimalBtf;

namespace BpfGen.Tool.Commands;

/// <summary>Reduces the BTF of kernels to the types that objects need.</summary>
internal static class MinBtfCommand
{
    public static Command Create()
    {
        var files = CommonArguments.Objects();
        var kernels = CommonArguments.KernelBtf("The BTF of a kernel. Repeat the option for several kernels.");
        kernels.Required = true;
        var output = new Option<string>("--output", "-o")
        {
            Description = "The file to write; for several kernels, a folder.",
            HelpName = "path",
            Required = true,
        };
        var command = new Command("min-btf", "Writes the part of a kernel's BTF that the CO-RE relocations of objects need.")
        {
            files, kernels, output,
        };
        command.SetAction((given, cancel) =>
        {
            var models = new List<ObjectModel>();
            foreach (var path in given.GetValue(files)!)
            {
                var (model, problems) = ToolFiles.ReadObject(path, cancel);
                CommonArguments.Report(path, problems);
                models.Add(model);
                if (MinimalBtfFile.UsesIds(model))
                {
                    Console.Error.WriteLine(
                        $"{path}: note: the object uses ids of the kernel's types (bpf_core_type_id_kernel). "
                        + "The types have other ids in the new file.");
                }
            }

            var (sources, target) = (given.GetValue(kernels)!, given.GetValue(output)!);
            var isFolder = sources.Length > 1 || Directory.Exists(target);
            if (isFolder && sources.Select(Path.GetFileName).Distinct().Count() < sources.Length)
            {
                throw new ToolException("Two files of --kernel-btf have the same name, so their results would have the same name, too.");
            }

            foreach (var source in sources)
            {
                cancel.ThrowIfCancellationRequested();
                var path = isFolder ? Path.Combine(target, Path.GetFileName(source)) : target;
                if (Path.GetFullPath(path) == Path.GetFullPath(source))
                {
                    throw new ToolException($"{path} would be overwritten. Write to another folder.");
                }

                var minimal = MinimalBtfFile.Of(ToolFiles.ReadBtf(source), models);
                if (isFolder)
                {
                    ToolFiles.CreateFolder(target);
                }

                ToolFiles.Write(path, minimal.Bytes);
                Console.Out.WriteLine($"{path}: {minimal.Types} types, {minimal.Bytes.Length} bytes");
            }

            return System.Threading.Tasks.Task.FromResult(0);
        });
        return command;
    }
}
