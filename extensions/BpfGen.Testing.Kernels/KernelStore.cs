using System;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;

namespace BpfGen.Testing.Kernels;

/// <summary>
/// Finds kernels: in a folder of this machine, or else in Debian's archive. A kernel that was fetched once stays in the folder, so later
/// runs need no network.
/// </summary>
/// <remarks>All members are thread-safe, and several processes may use the same folder.</remarks>
public sealed class KernelStore
{
    /// <summary>
    /// The kernel modules that machines load. They depend on no other modules: tc on kernels without tcx (sch_ingress, cls_bpf), pairs of
    /// devices (veth), and a congestion control (tcp_bbr).
    /// </summary>
    private static readonly string[] Modules = ["sch_ingress", "cls_bpf", "veth", "tcp_bbr"];

    private const string KernelBtf = "/sys/kernel/btf/vmlinux";
    private const string CopiedBtf = "/tmp/btf";

    private readonly KernelStoreOptions _options;

    /// <summary>Creates a store. The folder is created when a kernel is fetched.</summary>
    /// <param name="options">The settings; null for the defaults.</param>
    public KernelStore(KernelStoreOptions? options = null) => _options = options ?? new KernelStoreOptions();

    /// <summary>The folder for kernels.</summary>
    public string Folder => Path.GetFullPath(_options.Folder);

    /// <summary>Finds a kernel, and fetches it if the folder does not have it.</summary>
    /// <param name="name">The name of the kernel.</param>
    /// <param name="architecture">The architecture of the kernel.</param>
    /// <param name="cancel">Cancels fetching.</param>
    /// <returns>The kernel.</returns>
    /// <exception cref="MissingToolException">A program that fetches kernels is missing.</exception>
    /// <exception cref="KernelException">The kernel cannot be fetched, or the image does not exist.</exception>
    public async Task<KernelImage> FindAsync(KernelName name, KernelArchitecture architecture, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.IsImage)
        {
            return File.Exists(name.Text)
                ? new KernelImage(name.Text, architecture, Path.GetFullPath(name.Text), null)
                : throw new KernelException($"The kernel image '{name.Text}' does not exist.");
        }

        var kernels = Path.Combine(Folder, architecture == KernelArchitecture.X64 ? "kernels" : "kernels-arm64");
        var target = Path.Combine(kernels, name.Folder);
        var image = new KernelImage(name.Text, architecture, Path.Combine(target, "vmlinuz"), Path.Combine(target, "modules"));
        if (!_options.Refresh && IsComplete(target))
        {
            return image;
        }

        HostTools.Require(HostTools.ForFetching);
        CreateFolder(kernels);
        using var only = await FileLock.TakeAsync(target + ".lock", cancel).ConfigureAwait(false);
        if (_options.Refresh || !IsComplete(target))
        {
            await FetchAsync(name, architecture, target, cancel).ConfigureAwait(false);
        }

        return image;
    }

    /// <summary>
    /// Finds the type information (BTF) of a kernel. Debian's kernels have it only in the image, so the first call starts the kernel in a
    /// virtual machine and copies <c>/sys/kernel/btf/vmlinux</c>.
    /// </summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="options">The settings of the machine; null for the defaults. Its store is not used.</param>
    /// <param name="cancel">Stops the machine.</param>
    /// <returns>
    /// The path of a file whose name is the kernel's release, as <c>BpfKernelBtf</c> items need it: <c>6.1.0-41-cloud-amd64.btf</c>.
    /// </returns>
    /// <exception cref="MissingToolException">A program that virtual machines need is missing.</exception>
    /// <exception cref="KernelException">The machine cannot run, or the kernel has no BTF.</exception>
    public async Task<string> FindBtfAsync(KernelImage kernel, VirtualMachineOptions? options = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(kernel);

        // A kernel of a newer package has the same path, so the key is the contents of the image.
        var image = await File.ReadAllBytesAsync(kernel.Path, cancel).ConfigureAwait(false);
        var target = Path.Combine(Folder, "btf", Convert.ToHexStringLower(SHA256.HashData(image))[..32]);
        CreateFolder(Path.GetDirectoryName(target)!);
        using var only = await FileLock.TakeAsync(target + ".lock", cancel).ConfigureAwait(false);
        if (!Directory.Exists(target))
        {
            using var work = await WorkFolder.CreateAsync(Folder, cancel).ConfigureAwait(false);
            var script = Path.Combine(work.Path, "copy");
            await File.WriteAllTextAsync(
                script, $"#!/bin/sh\ngzip -c {KernelBtf} | base64 >{CopiedBtf}\n", cancel).ConfigureAwait(false);
            var result = await VirtualMachine.RunAsync(
                kernel,
                GuestProgram.Native(script) with { ResultPath = CopiedBtf },
                (options ?? new VirtualMachineOptions()) with { Store = this },
                cancel).ConfigureAwait(false);
            var folder = Directory.CreateDirectory(Path.Combine(work.Path, "btf")).FullName;
            await UnpackBtfAsync(kernel, result, Path.Combine(folder, result.Release + ".btf"), cancel).ConfigureAwait(false);
            Directory.Move(folder, target);
        }

        return Directory.EnumerateFiles(target).Single();
    }

    /// <summary>
    /// Finds the C library of another architecture with what a linker needs of it, and fetches it if the folder does not have it. Native
    /// programs for virtual machines (<see cref="GuestProgram.Native"/>) are linked with it: it is the property <c>SysRoot</c> of
    /// <c>dotnet publish</c>.
    /// </summary>
    /// <param name="architecture">The architecture.</param>
    /// <param name="cancel">Cancels fetching.</param>
    /// <returns>The root folder of the library's files.</returns>
    /// <exception cref="MissingToolException">A program that fetches packages is missing.</exception>
    /// <exception cref="KernelException">The packages cannot be fetched.</exception>
    public Task<string> FindSysrootAsync(KernelArchitecture architecture, CancellationToken cancel = default) => PackagesAsync(
        $"sysroot-{AptRepository.DebianName(architecture)}",
        architecture,
        ["libc6", "libc6-dev", "libgcc-s1", "libgcc-12-dev", "zlib1g", "zlib1g-dev", "busybox-static"],
        cancel);

    /// <summary>
    /// Finds the C library and busybox of another architecture, and fetches them if the folder does not have them.
    /// </summary>
    /// <returns>The root folder of the library's files.</returns>
    internal Task<string> SystemFilesAsync(KernelArchitecture architecture, CancellationToken cancel) => PackagesAsync(
        $"system-{AptRepository.DebianName(architecture)}",
        architecture,
        ["libc6", "libgcc-s1", "libstdc++6", "zlib1g", "libssl3", "busybox-static"],
        cancel);

    /// <summary>Creates the exception for a folder that this user cannot write.</summary>
    internal static KernelException NotWritable(string folder, Exception cause) => new(
        $"The folder '{folder}' for kernels cannot be written: {cause.Message} Set the variable BPFGEN_VM_CACHE to another one.", cause);

    /// <summary>Finds a folder with unpacked packages, and fetches them if it does not exist.</summary>
    private async Task<string> PackagesAsync(
        string name, KernelArchitecture architecture, string[] packages, CancellationToken cancel)
    {
        var target = Path.Combine(Folder, name);
        if (Directory.Exists(target))
        {
            return target;
        }

        HostTools.Require(HostTools.ForFetching);
        CreateFolder(Folder);
        using var only = await FileLock.TakeAsync(target + ".lock", cancel).ConfigureAwait(false);
        if (!Directory.Exists(target))
        {
            using var work = await WorkFolder.CreateAsync(Folder, cancel).ConfigureAwait(false);
            var apt = new AptRepository(work.Path, architecture, _options.Mirror);
            await apt.ReadListsAsync("bookworm", withSecurity: true, cancel).ConfigureAwait(false);
            await apt.UnpackAsync(packages, cancel).ConfigureAwait(false);
            Directory.Move(apt.Files, target);
        }

        return target;
    }

    private static async Task UnpackBtfAsync(KernelImage kernel, GuestResult result, string path, CancellationToken cancel)
    {
        try
        {
            using var packed = new MemoryStream(Convert.FromBase64String(result.ResultText));
            await using var unpacked = new GZipStream(packed, CompressionMode.Decompress);
            await using var file = File.Create(path);
            await unpacked.CopyToAsync(file, cancel).ConfigureAwait(false);
            if (file.Length > 0)
            {
                return;
            }
        }
        catch (Exception exception) when (exception is FormatException or InvalidDataException)
        {
            throw new KernelException($"The BTF of the kernel {kernel.Name} arrived damaged: {exception.Message}", exception);
        }

        throw new KernelException($"The kernel {kernel.Name} ({result.Release}) has no BTF. {result.Output.Trim()}");
    }

    private static bool IsComplete(string folder)
    {
        var mark = Path.Combine(folder, "complete");
        return File.Exists(mark) && File.ReadAllText(mark).Trim() == string.Join(' ', Modules);
    }

    private static void CreateFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(folder, exception);
        }
    }

    private async Task FetchAsync(KernelName name, KernelArchitecture architecture, string target, CancellationToken cancel)
    {
        try
        {
            await FetchAsync(name, architecture, target, withSecurity: true, cancel).ConfigureAwait(false);
        }
        catch (KernelException exception) when (exception is not MissingToolException)
        {
            // The list of security updates may name a package that the mirror no longer has. Then use the first kernel of the suite.
            try
            {
                await FetchAsync(name, architecture, target, withSecurity: false, cancel).ConfigureAwait(false);
            }
            catch (KernelException second)
            {
                throw new KernelException($"The kernel of {name.Folder} cannot be fetched: {second.Message}", second);
            }
        }
    }

    private async Task FetchAsync(
        KernelName name, KernelArchitecture architecture, string target, bool withSecurity, CancellationToken cancel)
    {
        using var work = await WorkFolder.CreateAsync(Folder, cancel).ConfigureAwait(false);
        var apt = new AptRepository(work.Path, architecture, _options.Mirror);
        await apt.ReadListsAsync(name.Suite, withSecurity, cancel).ConfigureAwait(false);

        // The package itself is empty. Its dependencies contain the kernel, in newer suites in three parts.
        const string prefix = "linux-image";
        var package = name.Package ?? $"{prefix}-cloud-{AptRepository.DebianName(architecture)}";
        var suffix = package.StartsWith(prefix, StringComparison.Ordinal) ? package[prefix.Length..] : package;
        var parts = (await apt.DependenciesAsync(package, cancel).ConfigureAwait(false)).Where(part =>
            part.EndsWith(suffix, StringComparison.Ordinal)
            && (IsPart(part, "linux-image-") || IsPart(part, "linux-binary-") || IsPart(part, "linux-modules-"))).ToList();
        if (parts.Count == 0)
        {
            throw new KernelException($"{name.Suite} has no kernel package {package}");
        }

        await apt.UnpackAsync(parts, cancel).ConfigureAwait(false);
        await StoreAsync(apt.Files, target, cancel).ConfigureAwait(false);
    }

    private static bool IsPart(string package, string prefix) =>
        package.StartsWith(prefix, StringComparison.Ordinal) && package.Length > prefix.Length && char.IsAsciiDigit(package[prefix.Length]);

    private static async Task StoreAsync(string files, string target, CancellationToken cancel)
    {
        var all = Directory.EnumerateFiles(
            files, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }).ToList();
        var kernel = all.Find(file => Path.GetFileName(file).StartsWith("vmlinuz", StringComparison.Ordinal))
            ?? throw new KernelException("the packages contain no kernel");
        var (fresh, old) = (target + ".new", target + ".old");
        Delete(fresh);
        Directory.CreateDirectory(Path.Combine(fresh, "modules"));
        File.Copy(kernel, Path.Combine(fresh, "vmlinuz"));
        foreach (var module in Modules)
        {
            var found = all.Find(file => Path.GetFileName(file) is { } name
                && (name == module + ".ko" || name.StartsWith(module + ".ko.", StringComparison.Ordinal)));
            if (found is null)
            {
                continue;
            }

            if (found.EndsWith(".xz", StringComparison.Ordinal))
            {
                await HostProcess.OutputOfAsync("xz", ["-d", "-f", found], cancel).ConfigureAwait(false);
                found = found[..^".xz".Length];
            }

            if (!found.EndsWith(".ko", StringComparison.Ordinal))
            {
                throw new KernelException($"the module {Path.GetFileName(found)} has an unknown compression format");
            }

            File.Copy(found, Path.Combine(fresh, "modules", module + ".ko"));
        }

        await File.WriteAllTextAsync(Path.Combine(fresh, "complete"), string.Join(' ', Modules) + "\n", cancel).ConfigureAwait(false);
        Delete(old);
        if (Directory.Exists(target))
        {
            Directory.Move(target, old);
        }

        Directory.Move(fresh, target);
        Delete(old);
    }

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
