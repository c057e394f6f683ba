using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using BpfGen.Testing.Kernels;

namespace BpfGen.Kernel.Matrix;

/// <summary>Runs the test binary on several kernels.</summary>
internal static class KernelRuns
{
    /// <summary>Tells the test binary that it contains the CO-RE values for the kernel. Then its cases require them.</summary>
    private const string EmbeddedVariable = "BPFGEN_EMBEDDED_VALUES";

    private static readonly VirtualMachineOptions Machine = new() { MemoryMegabytes = 768 };

    /// <summary>Fetches the kernels, publishes the test binary, and runs it on each kernel.</summary>
    /// <exception cref="KernelException">A tool is missing, or a kernel or the binary cannot be made.</exception>
    public static async Task<IReadOnlyList<KernelRun>> RunAsync(
        IReadOnlyList<KernelName> names, KernelArchitecture architecture, string? only, KernelStore store, CancellationToken cancel)
    {
        VirtualMachine.Require(architecture);
        var given = Environment.GetEnvironmentVariable("BPFGEN_VM_BINARY") is { Length: > 0 } path ? path : null;
        if (given is null)
        {
            TestBinary.Require(architecture);
        }

        var images = new List<KernelImage>();
        foreach (var name in names)
        {
            images.Add(await store.FindAsync(name, architecture, cancel));
        }

        // The binary contains values for the types of the kernels, so their BTF comes first.
        var types = given is null ? await FindTypesAsync(images, store, cancel) : new Dictionary<KernelImage, string>();
        using var binary = given is null ? await TestBinary.PublishAsync(architecture, types.Values, store, cancel) : TestBinary.Of(given);
        var program = GuestProgram.Native(binary.Path, only is null ? [] : [only]);
        var embedded = new Dictionary<string, string> { [EmbeddedVariable] = "1" };
        return await ForEachAsync(
            images,
            image => RunAsync(image, types.ContainsKey(image) ? program with { Variables = embedded } : program, store, cancel));
    }

    /// <summary>Finds the BTF of each kernel. A kernel of one's own may have none.</summary>
    private static async Task<IReadOnlyDictionary<KernelImage, string>> FindTypesAsync(
        IReadOnlyList<KernelImage> images, KernelStore store, CancellationToken cancel)
    {
        var types = new ConcurrentDictionary<KernelImage, string>();
        await ForEachAsync(images, async image =>
        {
            try
            {
                types[image] = await store.FindBtfAsync(image, Machine, cancel);
            }
            catch (KernelException exception) when (exception is not MissingToolException)
            {
                await Console.Error.WriteLineAsync($"{image.Name}: the test binary has no values for this kernel: {exception.Message}");
            }

            return image;
        });
        return types;
    }

    private static async Task<KernelRun> RunAsync(KernelImage image, GuestProgram program, KernelStore store, CancellationToken cancel)
    {
        try
        {
            var result = await VirtualMachine.RunAsync(image, program, Machine with { Store = store }, cancel);
            return new KernelRun(
                image.Name,
                result.Output,
                MatrixReport.HasCounts(result.Output)
                    ? null
                    : $"the test binary ended with status {result.Status} before it had run all cases");
        }
        catch (GuestStoppedException exception)
        {
            return new KernelRun(image.Name, exception.Output, exception.Message);
        }
        catch (Exception exception) when (exception is KernelException and not MissingToolException or IOException)
        {
            return new KernelRun(image.Name, "", exception.Message);
        }
    }

    /// <summary>Runs an action for each kernel. A machine has one processor, so as many run at a time as the host has.</summary>
    private static async Task<IReadOnlyList<T>> ForEachAsync<T>(IReadOnlyList<KernelImage> images, Func<KernelImage, Task<T>> action)
    {
        using var free = new SemaphoreSlim(Environment.ProcessorCount);
        return await Task.WhenAll(images.Select(async image =>
        {
            await free.WaitAsync();
            try
            {
                return await action(image);
            }
            finally
            {
                free.Release();
            }
        }));
    }
}
