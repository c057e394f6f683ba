using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using BpfGen.Generator;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Elf;
using BpfGen.Generator.Linking;
using BpfGen.Generator.Model;

namespace BpfGen.Parity;

/// <summary>An object under test, and what its programs are called in C#.</summary>
/// <param name="Path">The object.</param>
/// <param name="Programs">Its programs, in file order; none where it cannot be taken apart.</param>
/// <param name="Problems">What is wrong with it, in words; empty where it can be taken apart.</param>
internal sealed record Subject(string Path, IReadOnlyList<SubjectProgram> Programs, string Problems)
{
    /// <summary>The class that every object is given, so that it can be found in what was compiled.</summary>
    public const string ClassName = "ObjectUnderTest";

    public const string Namespace = "BpfGen.Parity.Subjects";

    public string File => System.IO.Path.GetFileName(Path);

    public static Subject Open(string path)
    {
        var result = ObjectReader.Read(path, TypeRequests.None, CancellationToken.None);
        if (result.Model is not { } model)
        {
            return new Subject(path, Functions(path), string.Join(" ", result.Problems.Select(problem => $"{problem.Rule.Id}: {problem.Message}")));
        }

        var names = MemberNames.Of(model, ClassName).Where(name => name.Kind == "program").ToList();
        var programs = model.Programs.Select((program, i) => new SubjectProgram(program.Name, names[i].CSharp)).ToList();
        return new Subject(path, [.. programs, .. Functions(path).ExceptBy(programs.Select(program => program.Name), function => function.Name)], "");
    }

    /// <summary>What other loaders take for programs, whatever becomes of them here: the functions that are in sections of their own.</summary>
    private static List<SubjectProgram> Functions(string path)
    {
        try
        {
            var problems = new ProblemList();
            return ElfReader.Read(System.IO.File.ReadAllBytes(path), problems) is not { } elf ? [] :
            [
                .. FunctionTable.Read(elf, problems).All.Where(function => !function.IsSubprogram)
                    .Select(function => new SubjectProgram(function.Name, Member: null)),
            ];
        }
        catch (IOException)
        {
            return [];
        }
    }
}

/// <summary>A program of an object under test.</summary>
/// <param name="Name">Its name in the object.</param>
/// <param name="Member">Its name in C#; null where the generator makes no handle of it.</param>
internal sealed record SubjectProgram(string Name, string? Member);
