extern alias runtime;

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using BpfGen.Generator.Model;
using BpfGen.Testing.Kernels;
using BpfGen.Tool.Guest;

namespace BpfGen.Tool.Verification;

/// <summary>Loads the programs of an object on several kernels, each in a virtual machine.</summary>
internal static class Verifier
{
    private const string ObjectAssembly = "/app/BpfGen.Verified.dll";

    /// <summary>Runs the machines, as many in parallel as this machine has processors.</summary>
    /// <param name="path">The path of the object.</param>
    /// <param name="model">The object.</param>
    /// <param name="kernels">The names of the kernels.</param>
    /// <param name="architecture">The architecture of the kernels.</param>
    /// <param name="options">The settings of the machines.</param>
    /// <param name="store">Where kernels come from.</param>
    /// <param name="progress">Gets a line about each step.</param>
    /// <param name="cancel">Stops the machines.</param>
    /// <exception cref="Files.ToolException">A build with the object fails, or the object has no program.</exception>
    /// <exception cref="KernelException">A tool is missing, or a kernel cannot be fetched.</exception>
    public static async Task<VerificationReport> RunAsync(
        string path,
        ObjectModel model,
        IReadOnlyList<KernelName> kernels,
        KernelArchitecture architecture,
        VirtualMachineOptions options,
        KernelStore store,
        Action<string> progress,
        CancellationToken cancel)
    {
        VirtualMachine.Require(architecture);
        var isX64 = architecture == KernelArchitecture.X64;
        var (bytes, errors) = ObjectCompiler.Compile(path, isX64 ? "linux-x64" : "linux-arm64", cancel);
        var names = MemberNames.Of(model, GuestLoader.ClassName).Where(name => name.Kind == "program").ToList();
        var programs = model.Programs.Select((program, index) => new Subject(
            program.Name,
            program.Section,
            !program.AutoLoad,
            names[index].CSharp,
            errors.FirstOrDefault(error => IsAbout(error, program.Name)))).ToList();

        // A program in an unknown section is not in the model. Without a row of its own, it would seem that all programs load.
        programs.AddRange(errors
            .Where(error => !model.Programs.Any(program => IsAbout(error, program.Name)))
            .Select(error => new Subject(error.Split('\'').ElementAtOrDefault(1) ?? "", "", IsOptional: false, "", error)));
        if (programs.Count == 0)
        {
            throw new Files.ToolException($"{path} has no program, so there is nothing to load.");
        }

        var assembly = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(assembly, bytes, cancel);
            using var free = new SemaphoreSlim(Environment.ProcessorCount);
            return new VerificationReport(
                path,
                isX64 ? "x64" : "arm64",
                await Task.WhenAll(kernels.Select(name => RunAsync(
                    name, architecture, programs, Program(assembly, programs), options, store, free, progress, cancel))));
        }
        finally
        {
            File.Delete(assembly);
        }
    }

    private static bool IsAbout(string error, string program) => error.Contains($"Program '{program}' ", StringComparison.Ordinal);

    private static GuestProgram Program(string assembly, IEnumerable<Subject> programs)
    {
        var tool = typeof(Verifier).Assembly.Location;
        var runtime = typeof(runtime::BpfGen.BpfProgram).Assembly.Location;
        string[] files = ["bpfgen.dll", "bpfgen.runtimeconfig.json", Path.GetFileName(runtime)];
        return GuestProgram.Managed(
            tool, [GuestLoader.Argument, ObjectAssembly, .. programs.Where(item => item.Error is null).Select(item => item.Member)]) with
        {
            Includes = files.Contains,
            Files = new Dictionary<string, string> { [ObjectAssembly] = assembly },
        };
    }

    private static async Task<KernelAnswers> RunAsync(
        KernelName name,
        KernelArchitecture architecture,
        IReadOnlyList<Subject> programs,
        GuestProgram guest,
        VirtualMachineOptions options,
        KernelStore store,
        SemaphoreSlim free,
        Action<string> progress,
        CancellationToken cancel)
    {
        // The missing kernel of one column must not hide the answers of the others.
        await free.WaitAsync(cancel);
        try
        {
            var image = await store.FindAsync(name, architecture, cancel);
            progress($"{name}: starting a virtual machine");
            var result = await VirtualMachine.RunAsync(image, guest, options, cancel);
            progress($"{name}: {result.Release}, {result.Duration.TotalSeconds:0} s");
            var answers = GuestAnswers.Read(result.Output);
            return new KernelAnswers(
                name.Text,
                result.Release,
                Math.Round(result.Duration.TotalSeconds, 1),
                result.Status == 0 ? answers.Problem : $"The loader ended with status {result.Status}:\n{result.Output.Trim()}",
                [.. programs.Select(item => AnswerOf(item, answers))]);
        }
        catch (KernelException exception) when (exception is not MissingToolException)
        {
            return new KernelAnswers(name.Text, "", 0, exception.Message, []);
        }
        finally
        {
            free.Release();
        }
    }

    private static ProgramAnswer AnswerOf(Subject item, GuestAnswers answers)
    {
        var empty = new ProgramAnswer(item.Name, item.Section, item.IsOptional, ProgramAnswer.Failed, 0, "", []);
        return item.Error is { } error ? empty with { Message = error }
            : !answers.ByMember.TryGetValue(item.Member, out var answer) ? empty with
            {
                Message = answers.Problem is null
                    ? "The loader ended before it loaded this program."
                    : "The answer about this program did not arrive.",
            }
            : empty with
            {
                Result = answer.IsLoaded ? ProgramAnswer.Loaded
                    : answer.Call == "BPF_PROG_LOAD" ? ProgramAnswer.Refused
                    : ProgramAnswer.Failed,
                Instructions = answer.Instructions,
                Message = answer.Message,
                Log = answer.Log,
            };
    }

    /// <summary>A program, its C# property, and the error of a build about it.</summary>
    private sealed record Subject(string Name, string Section, bool IsOptional, string Member, string? Error);
}
