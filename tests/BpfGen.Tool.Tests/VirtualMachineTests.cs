using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using BpfGen.Testing.Kernels;
using Xunit;

namespace BpfGen.Tool.Tests;

/// <summary>Scripts in virtual machines: what the host learns from a machine that stops, or about its kernel.</summary>
public sealed class VirtualMachineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bpfgen-machine-").FullName;
    private readonly KernelStore _store = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_error_for_a_machine_that_stops_early_has_the_output_until_then()
    {
        var exception = await Assert.ThrowsAsync<GuestStoppedException>(
            async () => await VirtualMachine.RunAsync(await KernelAsync(), Script("echo before; poweroff -f; sleep 60"), null, Cancel));

        Assert.Contains("stopped before the program ended", exception.Message);
        Assert.Equal("before", exception.Output.Trim());
    }

    [Fact]
    public async Task Files_that_do_not_fit_into_the_memory_are_an_error_that_names_the_memory()
    {
        var large = Path.Combine(_folder, "large");
        await File.WriteAllBytesAsync(large, new byte[150_000_000], Cancel);
        var program = Script("ls -l /large") with { Files = new Dictionary<string, string> { ["/large"] = large } };

        var exception = await Assert.ThrowsAsync<GuestStoppedException>(
            async () => await VirtualMachine.RunAsync(
                await KernelAsync(), program, new VirtualMachineOptions { MemoryMegabytes = 320 }, Cancel));

        Assert.StartsWith("The files of the program do not fit into the 320 MB of the", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_BTF_of_a_kernel_is_a_file_with_the_name_of_its_release()
    {
        var kernel = await KernelAsync();

        var file = await _store.FindBtfAsync(kernel, null, Cancel);

        Assert.Matches(@"^6\.12\.\d.*\.btf$", Path.GetFileName(file));
        Assert.Equal([0x9f, 0xeb, 1, 0], (await File.ReadAllBytesAsync(file, Cancel))[..4]);

        // The second call finds the file: this machine could not start in time.
        Assert.Equal(file, await _store.FindBtfAsync(kernel, new VirtualMachineOptions { Timeout = TimeSpan.FromMilliseconds(1) }, Cancel));
    }

    private async Task<KernelImage> KernelAsync()
    {
        try
        {
            VirtualMachine.Require(KernelArchitecture.X64);
            return await _store.FindAsync(KernelName.Parse("6.12"), KernelArchitecture.X64, Cancel);
        }
        catch (Exception exception) when (exception is MissingToolException or PlatformNotSupportedException)
        {
            Assert.Skip(exception.Message);
            throw;
        }
    }

    private GuestProgram Script(string text)
    {
        var path = Path.Combine(_folder, "script");
        File.WriteAllText(path, $"#!/bin/sh\n{text}\n");
        return GuestProgram.Native(path);
    }
}
