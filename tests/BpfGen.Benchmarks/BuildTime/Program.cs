using System;
using System.IO;
using System.Linq;
using BpfGen.Benchmarks.BuildTime;

const string Usage = """
    generate N OBJECT...   measures the warm generator alone, N times
    compile N OBJECT...    measures the time that an object adds to a compilation without objects, N times
    edit N OBJECT...       measures the time that an object adds to a generator run after an unrelated edit, N times
    size FOLDER|OBJECT...  compares the static data of the assembly with the object without debug information

    """;

switch (args)
{
    case ["generate", var count, .. var objects]:
        Time(int.Parse(count, null), objects, path => () => Project.Generate(path), baseline: null);
        break;

    case ["compile", var count, .. var objects]:
        Time(int.Parse(count, null), objects, path => () => Project.Compile(path), () => Project.Compile());
        break;

    case ["edit", var count, .. var objects]:
        Time(int.Parse(count, null), objects, path => Project.Edit(path), Project.Edit());
        break;

    case ["size", .. var places]:
        SizeReport.Write(places.SelectMany<string, string>(
            place => Directory.Exists(place) ? Directory.GetFiles(place, "*.o", SearchOption.AllDirectories).Order() : [place]));
        break;

    default:
        Console.Error.Write(Usage);
        return 2;
}

return 0;

// Alternates between builds with and without the objects, so that other processes slow both kinds of builds equally.
static void Time(int count, string[] objects, Func<string, Action> prepare, Action? baseline)
{
    foreach (var path in objects)
    {
        var run = prepare(path);
        var (times, floors) = (new double[count], new double[count]);
        for (var i = -Math.Min(count, 5); i < count; i++)
        {
            var floor = baseline is null ? 0 : Milliseconds(baseline);
            var time = Milliseconds(run);
            if (i >= 0)
            {
                (times[i], floors[i]) = (time, floor);
            }
        }

        Array.Sort(times);
        Array.Sort(floors);
        Console.WriteLine($"{Path.GetFileName(path),-40} {new FileInfo(path).Length,9} bytes {times[count / 2] - floors[count / 2],9:F2} "
            + $"ms (minimum {times[0] - floors[0]:F2})");
    }
}

// Measures processor time, not wall-clock time, because other processes may use the machine.
static double Milliseconds(Action action)
{
    var start = Environment.CpuUsage.TotalTime;
    action();
    return (Environment.CpuUsage.TotalTime - start).TotalMilliseconds;
}
