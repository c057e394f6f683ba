using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Input;

/// <summary>
/// Decides which classes to generate: each class that claims an object, and a default class for each object that no class claims.
/// </summary>
internal sealed class HandlePlanner
{
    private readonly IReadOnlyList<ObjectMetadata> _all;

    /// <summary>The objects without those that share the class of another object.</summary>
    private readonly IReadOnlyList<ObjectMetadata> _objects;
    private readonly ProjectSettings _settings;
    private readonly List<(ObjectMetadata Object, HandleClass Class)> _handles = [];
    private readonly List<PlanProblem> _problems = [];

    private HandlePlanner(IReadOnlyList<ObjectMetadata> objects, ProjectSettings settings)
    {
        _all = objects;
        _objects = [.. objects.Where(item => item.Primary == item.Path)];
        _settings = settings;
    }

    public static HandlePlan Plan(IReadOnlyList<ObjectMetadata> objects, IReadOnlyList<HandleClaim> claims, ProjectSettings settings)
    {
        var planner = new HandlePlanner(objects, settings);
        planner.PlanClaims(claims);
        planner.PlanDefaultClasses();
        return planner.Finish();
    }

    private void PlanClaims(IReadOnlyList<HandleClaim> claims)
    {
        foreach (var claim in claims)
        {
            var matches = ClaimMatcher.Match(claim, _settings.Directory, _all);
            if (matches.Count == 1)
            {
                var item = _objects.First(item => item.Path == matches[0]);
                _handles.Add((item, claim.Class));
                ReportUnusedClassName(item, claim.Class);
            }
            else
            {
                _problems.Add(new PlanProblem(matches.Count == 0 ? NotFound(claim) : Ambiguous(claim, matches), null, claim));
            }
        }
    }

    private void ReportUnusedClassName(ObjectMetadata item, HandleClass claimed)
    {
        if (item.Class is { } unused)
        {
            AddProblem(item, Problem.Of(
                Rules.BadMetadata,
                "BpfClass",
                unused,
                $"class '{claimed.FullName}' already has [BpfObject] for this object. Remove BpfClass or the attribute"));
        }
    }

    private void PlanDefaultClasses()
    {
        var unclaimed = _objects.Where(item => !_handles.Any(handle => handle.Object == item)).ToList();
        var named = unclaimed.Select(item => (Item: item, Class: DefaultClass(item))).Where(pair => pair.Class is not null).ToList();
        foreach (var (item, handle) in named)
        {
            var isShared = named.Any(other => other.Item != item && other.Class!.FullName == handle!.FullName)
                || _handles.Any(other => other.Object != item && other.Class.FullName == handle!.FullName);
            _handles.Add((item, isShared && item.Class is null ? QualifyByFolder(item, handle!) : handle!));
        }
    }

    private HandleClass? DefaultClass(ObjectMetadata item)
    {
        var name = item.Class ?? ClassNameOf(item.BaseName);
        if (!CSharpName.IsIdentifier(name) || MemberNames.IsOwn(name))
        {
            AddProblem(item, Problem.Of(
                Rules.BadMetadata,
                "BpfClass",
                name,
                CSharpName.IsIdentifier(name) ? "the generated class has a member of this name" : "it is not a C# identifier"));
            return null;
        }

        var space = item.Namespace ?? _settings.RootNamespace;
        if (space.Length > 0 && !space.Split('.').All(CSharpName.IsIdentifier))
        {
            var metadata = item.Namespace is null ? "RootNamespace" : "BpfNamespace";
            AddProblem(item, Problem.Of(Rules.BadMetadata, metadata, space, "it is not a C# namespace"));
            return null;
        }

        var accessibility = item.Accessibility ?? "internal";
        if (accessibility is not ("public" or "internal"))
        {
            AddProblem(item, Problem.Of(Rules.BadMetadata, "BpfAccessibility", accessibility, "use 'public' or 'internal'"));
            return null;
        }

        return new HandleClass(
            string.Join(".", space.Split('.').Select(HandleDeclaration.Escape)),
            [],
            "class",
            HandleDeclaration.Escape(name),
            accessibility + " sealed");
    }

    /// <summary>
    /// Adds the object's folder to the namespace of its class, as C# projects do for source files. If the class name is still not unique,
    /// adds more of the outer folders.
    /// </summary>
    private HandleClass QualifyByFolder(ObjectMetadata item, HandleClass handle)
    {
        var folders = FoldersOf(item).Select(CSharpName.Pascal).ToList();
        var rivals = _objects.Where(other => other != item && ClassNameOf(other.BaseName) == handle.Name)
            .Select(other => FoldersOf(other).Select(CSharpName.Pascal).ToList())
            .ToList();
        var depth = 1;
        while (depth < folders.Count && rivals.Any(rival => Tail(rival, depth) == Tail(folders, depth)))
        {
            depth++;
        }

        var suffix = Tail(folders, depth);
        var space = string.Join(".", new[] { handle.Namespace, suffix }.Where(part => part.Length > 0));
        var qualified = handle with { Namespace = space };
        if (qualified != handle)
        {
            AddProblem(item, Problem.Of(Rules.QualifiedByFolder, handle.FullName, qualified.FullName));
        }

        return qualified;
    }

    private HandlePlan Finish()
    {
        var handles = new List<PlannedHandle>();
        var classes = new Dictionary<string, string>(StringComparer.Ordinal);
        var files = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var kernels = new Dictionary<string, Version?>(StringComparer.Ordinal);
        foreach (var item in _objects)
        {
            kernels[item.Path] = MinKernelReader.Read(item.MinKernel ?? _settings.MinKernel, out var problem);
            if (problem is not null)
            {
                AddProblem(item, problem);
            }
        }

        foreach (var (item, handle) in _handles)
        {
            if (classes.TryGetValue(handle.FullName, out var other))
            {
                var first = other == item.Path ? "the same object, which is listed twice" : Display(other);
                AddProblem(item, Problem.Of(Rules.ClassCollision, handle.FullName, first));
                continue;
            }

            classes.Add(handle.FullName, item.Path);
            CheckVariants(item);
            handles.Add(new PlannedHandle(item.Path, handle, FileName(handle, files), item.License)
            {
                MinKernel = kernels[item.Path],
                Variants = item.Variants,
                Key = KeyOf(item),
                ObjectName = item.Variants.Count > 0 ? item.BaseName + ".o" : Path.GetFileName(item.Path),
            });
        }

        return new HandlePlan(handles.ToEquatableArray(), _problems.ToEquatableArray());
    }

    /// <summary>Reports what a class has only once, if it is not the same for all of its objects.</summary>
    private void CheckVariants(ObjectMetadata item)
    {
        foreach (var other in _all.Where(other => other.Path != item.Path && other.Primary == item.Path))
        {
            Check("BpfLicense", item.License, other.License);
            Check("BpfSign", item.Sign, other.Sign);
            Check("BpfSignCertificate", item.SignCertificate, other.SignCertificate);
            Check("BpfMinKernel", item.MinKernel ?? _settings.MinKernel, other.MinKernel ?? _settings.MinKernel);

            void Check(string name, string? first, string? second)
            {
                if (first != second)
                {
                    AddProblem(other, Problem.Of(
                        Rules.BadMetadata,
                        name,
                        second ?? "",
                        $"{Path.GetFileName(item.Path)}, which is the same class, has {(string.IsNullOrEmpty(first) ? "none" : first)}. "
                        + "Set the same value for all objects of a class"));
                }
            }
        }
    }

    /// <summary>The key of an object. Relative paths are relative to the project's folder.</summary>
    private KeyFiles? KeyOf(ObjectMetadata item)
    {
        if (item.Sign is not { } key)
        {
            if (item.SignCertificate is { } certificate)
            {
                AddProblem(item, Problem.Of(
                    Rules.BadMetadata, "BpfSignCertificate", certificate, "it requires BpfSign, the file of the private key"));
            }

            return null;
        }

        return new KeyFiles(
            Path.Combine(_settings.Directory, key),
            item.SignCertificate is { } file ? Path.Combine(_settings.Directory, file) : null);
    }

    private static string FileName(HandleClass handle, HashSet<string> files)
    {
        var name = handle.FullName.Replace("@", "");
        for (var i = 2; !files.Add(name); i++)
        {
            name = $"{handle.FullName.Replace("@", "")}_{i}";
        }

        return name + ".g.cs";
    }

    private Problem NotFound(HandleClaim claim)
    {
        var objects = _objects.Select(item => Display(item.Path)).ToList();
        var known = objects.Count == 0 ? "it has no eBPF objects" : "it has " + string.Join(", ", objects.Select(Printable.Name));
        return Problem.Of(Rules.ObjectNotFound, Printable.Name(claim.Path), known, claim.Path);
    }

    private Problem Ambiguous(HandleClaim claim, IReadOnlyList<string> matches) =>
        Problem.Of(
            Rules.ObjectAmbiguous, Printable.Name(claim.Path), string.Join(", ", matches.Select(path => Printable.Name(Display(path)))));

    private void AddProblem(ObjectMetadata item, Problem problem) => _problems.Add(new PlanProblem(problem, item.Path, null));

    /// <summary>
    /// The default class name: <c>Probe</c> for <c>probe.o</c> and <c>probe.bpf.o</c>. For <c>load.o</c>, the class name is
    /// <c>LoadObject</c>, because each generated class has a member named <c>Load</c>.
    /// </summary>
    public static string ClassNameOf(string baseName)
    {
        var name = CSharpName.Pascal(baseName.EndsWith(".bpf", StringComparison.OrdinalIgnoreCase)
            ? baseName.Substring(0, baseName.Length - ".bpf".Length)
            : baseName);
        return MemberNames.IsOwn(name) ? name + "Object" : name;
    }

    private List<string> FoldersOf(ObjectMetadata item)
    {
        var parts = Display(item.Source ?? item.Path).Split('/').Where(part => part.Length > 0 && part != "..").ToList();
        parts.RemoveAt(parts.Count - 1);
        return parts;
    }

    private static string Tail(List<string> folders, int depth) => string.Join(".", folders.Skip(Math.Max(0, folders.Count - depth)));

    /// <summary>A path for display. It is relative to the project's folder if the file is inside that folder.</summary>
    private string Display(string path)
    {
        var normal = ClaimMatcher.Normalize(path);
        var folder = ClaimMatcher.Normalize(_settings.Directory).TrimEnd('/') + "/";
        return folder.Length > 1 && normal.StartsWith(folder, StringComparison.Ordinal) ? normal.Substring(folder.Length) : normal;
    }
}
