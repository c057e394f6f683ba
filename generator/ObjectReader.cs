using System;
using System.Threading;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Elf;
using BpfGen.Generator.Input;
using BpfGen.Generator.Linking;
using BpfGen.Generator.Model;

namespace BpfGen.Generator;

/// <summary>Reads and links one object file. Calls ObjectFile, ElfReader and ObjectLinker, in this order.</summary>
internal static class ObjectReader
{
    public static ObjectResult Read(string path, TypeRequests requests, CancellationToken cancel)
    {
        var problems = new ProblemList();
        if (ObjectFile.Read(path, problems) is not { } bytes)
        {
            return new ObjectResult(path, null, problems.ToArray());
        }

        problems = new ProblemList(new Effort(bytes.Length, cancel));
        return new ObjectResult(path, Link(bytes, requests, problems, cancel), problems.ToArray());
    }

    /// <summary>
    /// Parses and links an object. Unexpected exceptions become an error diagnostic here, because Roslyn reports an exception in a
    /// generator only as a warning.
    /// </summary>
    internal static ObjectModel? Link(byte[] bytes, TypeRequests requests, ProblemList problems, CancellationToken cancel)
    {
        try
        {
            cancel.ThrowIfCancellationRequested();
            if (ElfReader.Read(bytes, problems) is not { } elf)
            {
                return null;
            }

            if (TypesRequired.ByAnySection(elf) is { } section)
            {
                problems.Add(Rules.NoTypes, Printable.Name(section));
                return null;
            }

            return ObjectLinker.Link(elf, requests, problems);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            problems.Add(Failure.ProblemOf(exception));
            return null;
        }
    }
}
