using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.ComponentModel;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using BpfGen.KernelFacts;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Task = Microsoft.Build.Utilities.Task;

namespace BpfGen.Build;

/// <summary>
/// Compiles the eBPF sources of a project (<c>BpfCompile</c>) to objects. Compilers run in parallel. Sources that have not changed are not
/// compiled again.
/// </summary>
public sealed class CompileBpf : Task, ICancelableTask
{
    private const string NotCompiled = "BPFGEN071";
    private const string Store = "compilers.txt";

    private readonly ProgramRunner _runner = new();
    private readonly HashSet<string> _reported = new(StringComparer.Ordinal);

    /// <summary>The <c>BpfCompile</c> items of the project.</summary>
    [Required]
    public ITaskItem[] Sources { get; set; } = [];

    /// <summary>The folder of the project.</summary>
    [Required]
    public string ProjectFolder { get; set; } = "";

    /// <summary>The path of the project file. Errors about settings show this path.</summary>
    [Required]
    public string ProjectFile { get; set; } = "";

    /// <summary>The folder that receives the objects.</summary>
    [Required]
    public string OutputFolder { get; set; } = "";

    /// <summary>The folder with the headers of the package.</summary>
    [Required]
    public string BundledHeaders { get; set; } = "";

    /// <summary>
    /// The properties of the project that set how sources are compiled: an item for each, with the property's value as metadata
    /// <c>Value</c>.
    /// </summary>
    public ITaskItem[] Settings { get; set; } = [];

    /// <summary>The RuntimeIdentifier of the project; empty for none.</summary>
    public string RuntimeIdentifier { get; set; } = "";

    /// <summary>The RuntimeIdentifier of the SDK, which gives the architecture if the project names none.</summary>
    public string HostIdentifier { get; set; } = "";

    /// <summary>The compiled objects. Each has the metadata of its <c>BpfCompile</c> item.</summary>
    [Output]
    public ITaskItem[] Objects { get; set; } = [];

    /// <summary>The project's own headers that the sources include. Headers of the system and of the package are not in the list.</summary>
    [Output]
    public ITaskItem[] Headers { get; set; } = [];

    /// <summary>All files that the task keeps in the output folder, for <c>dotnet clean</c>.</summary>
    [Output]
    public ITaskItem[] Files { get; set; } = [];

    /// <inheritdoc/>
    public void Cancel() => _runner.Cancel();

    /// <inheritdoc/>
    public override bool Execute()
    {
        try
        {
            var project = Path.GetFullPath(ProjectFolder).TrimEnd(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar);
            var output = Path.GetFullPath(Path.Combine(project, OutputFolder));
            Directory.CreateDirectory(output);
            var results = Run(project, output);
            if (_runner.IsCanceled)
            {
                return false;
            }

            foreach (var result in results)
            {
                Report(result, project);
            }

            Objects = [.. results.GroupBy(result => result.Job.Item).SelectMany(group => ObjectsOf([.. group]))];
            Headers = [.. OwnHeaders(results, project)];
            Files =
            [
                .. results.SelectMany(result => ObjectCompiler.FilesOf(result.Job.Target))
                    .Concat(Objects.Select(item => item.ItemSpec))
                    .Append(Path.Combine(output, Store))
                    .Distinct(StringComparer.Ordinal)
                    .Where(File.Exists)
                    .Select(path => new TaskItem(path)),
            ];
            return !Log.HasLoggedErrors;
        }
        catch (CompileProblem problem)
        {
            Fail(problem.Code, null, problem.Message);
            return false;
        }
    }

    private List<JobResult> Run(string project, string output)
    {
        var bundled = Path.GetFullPath(BundledHeaders).TrimEnd(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar);
        var jobs = Sources.SelectMany(item => JobsOf(item, project, output)).ToList();
        var toolchain = new Toolchain(_runner, Path.Combine(output, Store), Setting("BpfClang"), Setting("BpfZig"));
        var planned = jobs.Select(job => (Job: job, Compiler: toolchain.For(job))).ToList();
        toolchain.Save();
        foreach (var compiler in planned.Select(plan => plan.Compiler).Distinct())
        {
            Log.LogMessage(MessageImportance.Low, "eBPF compiler: {0} ({1})", compiler.Path, compiler.Identity);
        }

        var objects = new ObjectCompiler(
            project, bundled, new HeaderFolders(project, bundled, Setting("BpfHeaders") ?? ""), _runner, new ContentHashes());
        var results = new ConcurrentDictionary<CompileJob, JobResult>();
        try
        {
            Parallel.ForEach(
                planned,
                new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
                plan => results[plan.Job] = objects.Compile(plan.Job, plan.Compiler));
        }
        catch (AggregateException exception) when (exception.InnerExceptions.OfType<CompileProblem>().FirstOrDefault() is { } problem)
        {
            throw problem;
        }
        catch (AggregateException exception) when (exception.InnerExceptions.OfType<Win32Exception>().FirstOrDefault() is { } problem)
        {
            throw new CompileProblem("BPFGEN070", $"The compiler cannot be started: {problem.Message}");
        }

        return [.. jobs.Select(job => results[job])];
    }

    private IEnumerable<CompileJob> JobsOf(ITaskItem item, string project, string output)
    {
        var source = item.ItemSpec;
        var full = Path.GetFullPath(Path.Combine(project, source));
        if (!File.Exists(full))
        {
            throw new CompileProblem(
                NotCompiled,
                $"The source '{source}' of a BpfCompile item does not exist. Correct its path in "
                + $"{Path.GetFileName(ProjectFile)}.");
        }

        if (Path.IsPathRooted(source) && full.StartsWith(project + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            source = full.Substring(project.Length + 1);
        }

        var name = ObjectName.Of(source);
        var options = CompileOptions.Of(item, Setting);
        var architectures = Architectures(item);
        return architectures.Select(architecture => new CompileJob(
            item,
            source,
            architecture,
            options,
            Path.Combine(output, name + (architectures.Count > 1 ? "." + architecture.Macro : "") + ".o")));
    }

    /// <summary>
    /// The architectures for which an item is compiled: the list in <c>BpfArchitectures</c>, or the architecture that the project is built
    /// for.
    /// </summary>
    private List<TargetArchitecture> Architectures(ITaskItem item)
    {
        var written = new[] { item.GetMetadata("BpfArchitectures"), Setting("BpfArchitectures") }
            .FirstOrDefault(text => !string.IsNullOrWhiteSpace(text));
        var own = TargetArchitecture.OfRuntime(RuntimeIdentifier);
        if (written is null)
        {
            return [own ?? TargetArchitecture.OfRuntime(HostIdentifier) ?? TargetArchitecture.All[0]];
        }

        var named = written.Split([';', ','], StringSplitOptions.RemoveEmptyEntries)
            .Where(name => name.Trim().Length > 0)
            .Select(name => TargetArchitecture.Find(name) ?? throw new CompileProblem(
                "BPFGEN072",
                $"BpfArchitectures contains '{name.Trim()}', which is no architecture. Write some of: {TargetArchitecture.Names}."))
            .Distinct()
            .ToList();
        if (own is null)
        {
            return named;
        }

        // A project that is built for one architecture contains only the object for this architecture.
        return named.Contains(own) ? [own] : throw new CompileProblem(
            "BPFGEN072",
            $"The project is built for {RuntimeIdentifier}, but BpfArchitectures is '{written}'. Add {own.Runtime} to BpfArchitectures.");
    }

    /// <summary>
    /// Returns the objects of one source: one for each architecture, or only one if the objects for all architectures have the same bytes.
    /// </summary>
    private static IEnumerable<TaskItem> ObjectsOf(IReadOnlyList<JobResult> results)
    {
        var isSame = results.Count > 1 && results.All(result => result.IsCompiled)
            && results.Select(result => ContentHashes.OfBytes(File.ReadAllBytes(result.Job.Target))).Distinct().Count() == 1;
        if (isSame)
        {
            var common = Path.ChangeExtension(Path.ChangeExtension(results[0].Job.Target, null), ".o");
            var bytes = File.ReadAllBytes(results[0].Job.Target);
            if (!File.Exists(common) || !File.ReadAllBytes(common).SequenceEqual(bytes))
            {
                File.WriteAllBytes(common, bytes);
            }

            return [ObjectOf(results[0].Job, common, null)];
        }

        return results.Where(result => result.IsCompiled).Select(result =>
            ObjectOf(result.Job, result.Job.Target, results.Count > 1 ? result.Job.Architecture : null));
    }

    private static TaskItem ObjectOf(CompileJob job, string path, TargetArchitecture? architecture)
    {
        // Copy all metadata of the source item to the object item: requirements, names, and metadata for other tools.
        var item = new TaskItem(path);
        job.Item.CopyMetadataTo(item);
        item.SetMetadata("BpfSource", job.Item.GetMetadata("FullPath"));
        item.SetMetadata("Visible", "false");
        if (architecture is not null)
        {
            item.SetMetadata("BpfArchitecture", architecture.Macro);
        }

        return item;
    }

    private static IEnumerable<TaskItem> OwnHeaders(IEnumerable<JobResult> results, string project) => results
        .SelectMany(result => result.Sources.Skip(1))
        .Where(path => !Path.IsPathRooted(path) || path.StartsWith(project + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        .Distinct(StringComparer.Ordinal)
        .Select(path => new TaskItem(path));

    private void Report(JobResult result, string project)
    {
        if (result.HasRun)
        {
            Log.LogMessage(MessageImportance.Low, "Compiled {0} for {1}.", result.Job.Source, result.Job.Architecture.Macro);
        }

        var hasError = false;
        var isShown = false;
        foreach (var message in result.Messages)
        {
            hasError |= message.Kind == MessageKind.Error;
            isShown = message.Kind == MessageKind.Note ? isShown : _reported.Add($"{message}");
            if (isShown)
            {
                Report(message, result.Job, project);
            }
        }

        if (!result.IsCompiled && !hasError)
        {
            var said = string.Join(" ", result.Raw.Where(line => line.Trim().Length > 0).Take(5));
            Fail(
                NotCompiled,
                result.Job.Source,
                $"The compiler failed without an error message. {(said.Length > 0 ? "Its output is: " + said : "It printed nothing.")}");
        }
    }

    /// <summary>
    /// Reports a message of the compiler with the full path of the file, so that editors and terminals can open the file.
    /// </summary>
    private void Report(CompilerMessage message, CompileJob job, string project)
    {
        var file = Path.GetFullPath(Path.Combine(project, message.File.Length > 0 ? message.File : job.Source));
        switch (message.Kind)
        {
            case MessageKind.Error:
                Log.LogError(
                    null, NotCompiled, null, PageOf(NotCompiled), file, message.Line, message.Column, 0, 0, "{0}",
                    MissingHeader.Explain(message.Text, job.Source));
                break;
            case MessageKind.Warning:
                Log.LogWarning(
                    null, message.Option ?? "BPFGEN073", null, null, file, message.Line, message.Column, 0, 0, "{0}", message.Text);
                break;
            default:
                Log.LogMessage(
                    null, null, null, file, message.Line, message.Column, 0, 0, MessageImportance.High, "{0}", "note: " + message.Text);
                break;
        }
    }

    private void Fail(string code, string? file, string message) => Log.LogError(
        null,
        code,
        null,
        PageOf(code),
        file is null ? ProjectFile : Path.GetFullPath(Path.Combine(ProjectFolder, file)),
        0,
        0,
        0,
        0,
        "{0}",
        message);

    private static string PageOf(string code) => $"https://github.com/bpfgen/bpfgen/blob/main/docs/diagnostics/{code}.md";

    private string? Setting(string name) =>
        Settings.FirstOrDefault(item => item.ItemSpec == name)?.GetMetadata("Value") is { Length: > 0 } value ? value : null;
}
