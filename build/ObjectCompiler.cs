using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace BpfGen.Build;

/// <summary>Compiles one source, unless its object is up to date. Can be used by several threads.</summary>
/// <param name="project">The folder of the project, in which the compilers run.</param>
/// <param name="bundled">The folder with the headers of the package.</param>
/// <param name="headers">Finds the folders of headers.</param>
/// <param name="runner">Runs the compilers.</param>
/// <param name="hashes">The hashes of the files.</param>
internal sealed class ObjectCompiler(
    string project, string bundled, HeaderFolders headers, ProgramRunner runner, ContentHashes hashes)
{
    /// <summary>The paths of an object and of the files that the task keeps beside it.</summary>
    public static IEnumerable<string> FilesOf(string target) => [target, StateOf(target), MessagesOf(target)];

    public JobResult Compile(CompileJob job, Compiler compiler)
    {
        var command = job.IsZig ? ZigCommand(job, compiler) : CCommand(job, compiler);

        // A new header beside the source can change which file an #include finds. So the key contains the names of these headers: if one is
        // added or deleted, the source is compiled again.
        var key = ContentHashes.OfText(string.Join("\n", command.Prepend(compiler.Identity).Concat(NeighboursOf(job))));
        var (state, messages) = (StateOf(job.Target), MessagesOf(job.Target));
        if (CompiledState.IsCurrent(state, key, job.Target, project, hashes, out var known))
        {
            // Report the stored warnings again, because their cause is still there.
            var stored = File.Exists(messages) ? File.ReadAllLines(messages) : [];
            return new JobResult(job, IsCompiled: true, HasRun: false, CompilerMessage.Read(stored), stored, known);
        }

        Directory.CreateDirectory(Path.GetDirectoryName(job.Target)!);
        var (temporary, dependencies) = (job.Target + ".new", job.Target + ".d");
        string[] files = job.IsZig ? [$"-femit-bin={temporary}"] : ["-MD", "-MF", dependencies, "-o", temporary];
        var run = runner.Run(compiler.Path, command.Concat(files), project);
        if (run.ExitCode != 0 || !File.Exists(temporary))
        {
            File.Delete(temporary);
            return new JobResult(job, IsCompiled: false, HasRun: true, CompilerMessage.Read(run.Error), run.Error, []);
        }

        var sources = SourcesOf(job, dependencies);
        Publish(temporary, job.Target, compiler.IsZig && job.IsZig);
        File.WriteAllLines(messages, run.Error);
        CompiledState.Write(state, key, job.Target, project, hashes, sources);
        return new JobResult(job, IsCompiled: true, HasRun: true, CompilerMessage.Read(run.Error), run.Error, sources);
    }

    /// <summary>
    /// Makes the path of a project's file relative to the project's folder. For any other file, such as one of Zig itself, only the file
    /// name remains.
    /// </summary>
    private string ShortenPath(string path) =>
        path.StartsWith(project + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? "./" + path.Substring(project.Length + 1).Replace('\\', '/')
            : Path.IsPathRooted(path) ? Path.GetFileName(path) : path;

    private static string StateOf(string target) => target + ".state";

    private static string MessagesOf(string target) => target + ".messages";

    private List<string> CCommand(CompileJob job, Compiler compiler)
    {
        var target = job.Architecture.Target;
        List<string> command = compiler.IsZig ? ["cc", "-target", target + "-freestanding"] : ["-target", target];
        command.AddRange(
        [
            "-c", job.Source, "-g", "-O" + job.Options.Optimization, "-mcpu=" + job.Options.CpuFor(compiler),
            "-D__TARGET_ARCH_" + job.Architecture.Macro,

            // Some systems enable stack protection by default, which eBPF does not support. -fno-ident keeps the compiler's version out of
            // the object.
            "-Wall", "-fno-stack-protector", "-fno-ident", "-fno-color-diagnostics", "-fno-caret-diagnostics",

            // Keep the path of the project's folder out of the object, so that builds in two folders create the same bytes.
            "-fdebug-compilation-dir=.", $"-ffile-prefix-map={project}=.", $"-ffile-prefix-map={bundled}=bpfgen",
        ]);
        if (compiler.IsZig)
        {
            // For the target bpf, Zig's clang does not search the system's header folders. So add /usr/include.
            command.Add("-fno-sanitize=all");
            command.AddRange(Directory.Exists("/usr/include") ? ["-idirafter", "/usr/include"] : []);
        }

        command.AddRange(job.Options.Defines.Select(define => "-D" + define));
        command.AddRange(headers.Options(job.Source, job.Options.IncludeFolders, job.Architecture));
        command.AddRange(job.Options.Flags);
        return command;
    }

    private static List<string> ZigCommand(CompileJob job, Compiler compiler)
    {
        // Zig's modes: ReleaseFast corresponds to clang's -O2, ReleaseSmall to -Os and -Oz, Debug to -O0.
        var mode = job.Options.Optimization switch { "0" => "Debug", "s" or "z" => "ReleaseSmall", _ => "ReleaseFast" };
        return
        [
            "build-obj", "-target", job.Architecture.Target + "-freestanding", "-mcpu=" + job.Options.CpuFor(compiler),
            "-O", mode, "-fno-strip",
            "--cache-dir", Path.Combine(Path.GetDirectoryName(job.Target)!, ".zig-cache"),
            .. job.Options.IncludeFolders.Select(folder => "-I" + folder), .. job.Options.Flags, job.Source,
        ];
    }

    private IReadOnlyList<string> SourcesOf(CompileJob job, string dependencies)
    {
        if (!job.IsZig)
        {
            var sources = DependencyFile.Read(File.ReadAllText(dependencies));
            File.Delete(dependencies);
            return sources;
        }

        return ZigSources.Find(
            Path.Combine(project, job.Source), [.. job.Options.IncludeFolders.Select(folder => Path.Combine(project, folder))]);
    }

    private IEnumerable<string> NeighboursOf(CompileJob job) =>
        job.Options.IncludeFolders.Prepend(Path.GetDirectoryName(job.Source) ?? "")
            .Select(folder => Path.Combine(project, folder))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.GetFiles(folder, "*.h").Select(Path.GetFileName).OrderBy(name => name, StringComparer.Ordinal));

    /// <summary>
    /// Replaces the old object by the new one if their bytes differ. Otherwise the old object keeps its time stamp, so that later build
    /// steps do not run again.
    /// </summary>
    private void Publish(string temporary, string target, bool hasPaths)
    {
        var bytes = File.ReadAllBytes(temporary);
        if (hasPaths)
        {
            bytes = ObjectRewriter.Rewrite(bytes, ShortenPath);
        }

        if (!File.Exists(target) || !File.ReadAllBytes(target).SequenceEqual(bytes))
        {
            File.WriteAllBytes(target, bytes);
        }

        File.Delete(temporary);
    }
}
