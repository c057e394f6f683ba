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

/// <summary>An object under test, and the C# names of its programs.</summary>
/// <param name="Path">The path of the object.</param>
/// <param name="Programs">The programs of the object, in file order; empty if the object cannot be read.</param>
/// <param name="Problems">The diagnostics of an object that cannot be read; empty for other objects.</param>
/// <param name="Errors">The ids of those diagnostics that are errors.</param>
internal sealed record Subject(string Path, IReadOnlyList<SubjectProgram> Programs, string Problems, string Errors)
{
    /// <summary>
    /// The name of the generated class. It is the same for every object, so that the class can be found in the compiled assembly.
    /// </summary>
    public const string ClassName = "ObjectUnderTest";

    public const string Namespace = "BpfGen.Parity.Subjects";

    public string File => System.IO.Path.GetFileName(Path);

    public static Subject Open(string path)
    {
        var result = ObjectReader.Read(path, TypeRequests.None, CancellationToken.None);
        if (result.Model is not { } model)
        {
            return new Subject(
                path,
                Functions(path),
                string.Join(" ", result.Problems.Select(problem => $"{problem.Rule.Id}: {problem.Message}")),
                string.Join(
                    " ",
                    result.Problems.Where(problem => problem.Rule.Severity == Severity.Error)
                        .Select(problem => problem.Rule.Id)
                        .Distinct()));
        }

        var names = MemberNames.Of(model, ClassName).Where(name => name.Kind == "program").ToList();
        var programs = model.Programs.Select((program, i) => new SubjectProgram(program.Name, names[i].CSharp)).ToList();
        return new Subject(
            path, [.. programs, .. Functions(path).ExceptBy(programs.Select(program => program.Name), function => function.Name)], "", "");
    }

    /// <summary>
    /// Returns the functions outside of section <c>.text</c>. Other loaders treat all such functions as programs, even those that BpfGen
    /// does not.
    /// </summary>
    private static List<SubjectProgram> Functions(string path)
    {
        try
        {
            var problems = new ProblemList();
            return ElfReader.Read(System.IO.File.ReadAllBytes(path), problems) is not { } elf ? [] :
            [
                .. FunctionTable.Read(elf, TypeRequests.None, problems).All.Where(function => !function.IsSubprogram)
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
/// <param name="Name">The name of the program in the object.</param>
/// <param name="Member">The name of the program's C# property; null if the generator creates none.</param>
internal sealed record SubjectProgram(string Name, string? Member);
