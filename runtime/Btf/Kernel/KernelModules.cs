using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using BpfGen.Interop;

namespace BpfGen.Btf;

/// <summary>Finds the modules of the running kernel that have BTF.</summary>
internal static unsafe class KernelModules
{
    private const int LongestName = 64;

    /// <summary>Opens the modules in the order in which they were loaded. Without <c>CAP_SYS_ADMIN</c>, the list is empty.</summary>
    /// <param name="kernel">The types of the kernel.</param>
    public static List<KernelModule> Open(TypeTable kernel)
    {
        var modules = new List<KernelModule>();
        if (!AreThereAny())
        {
            return modules;
        }

        try
        {
            for (var id = 0u; NextId(ref id);)
            {
                if (TryOpen(id, kernel) is { } module)
                {
                    modules.Add(module);
                }
            }
        }
        catch
        {
            modules.ForEach(module => module.Dispose());
            throw;
        }

        return modules;
    }

    /// <summary>
    /// Whether the kernel has BTF files of modules. If not, <see cref="Open"/> skips its search through all BTF ids, which include the BTF
    /// of all loaded eBPF objects.
    /// </summary>
    private static bool AreThereAny()
    {
        try
        {
            return Directory.EnumerateFiles(KernelBtfIndex.Folder).Any(path => path != KernelBtfIndex.Path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool NextId(ref uint id)
    {
        var attributes = new ObjectIdAttributes { Id = id };
        var isThere = Bpf.Call(BpfCommand.BtfGetNextId, ref attributes) == 0;
        id = attributes.NextId;
        return isThere;
    }

    private static KernelModule? TryOpen(uint id, TypeTable kernel)
    {
        var attributes = new ObjectIdAttributes { Id = id };
        var fd = Bpf.Call(BpfCommand.BtfGetFdById, ref attributes);
        if (fd < 0)
        {
            // The BTF was unloaded after its id was read, so leave it out.
            return null;
        }

        var descriptor = new FileDescriptor(fd);
        try
        {
            if (NameOf(descriptor) is { } name
                && name != KernelBtfIndex.Kernel
                && BtfImage.TryOpen($"{KernelBtfIndex.Folder}/{name}") is { } image)
            {
                return new KernelModule(name, descriptor, image, new TypeTable(image, kernel));
            }
        }
        catch
        {
            descriptor.Dispose();
            throw;
        }

        descriptor.Dispose();
        return null;
    }

    /// <returns>The name of the module, or null if the BTF does not belong to the kernel.</returns>
    private static string? NameOf(FileDescriptor descriptor)
    {
        var name = stackalloc byte[LongestName];
        var info = new BtfInfo { Name = (ulong)name, NameLength = LongestName };
        if (Bpf.Fill(descriptor, ref info) != 0 || info.IsKernel == 0)
        {
            return null;
        }

        var text = new ReadOnlySpan<byte>(name, LongestName);
        return Encoding.UTF8.GetString(text[..text.IndexOf((byte)0)]);
    }
}
