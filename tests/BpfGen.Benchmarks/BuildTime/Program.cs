using System;
using System.IO;
using System.Linq;
using BpfGen.Benchmarks.BuildTime;

const string Usage = """
    generate N OBJECT...   the generator alone, warm, N times
    compile N OBJECT...    what an object adds to a compile in which the generator has nothing to do, N times
    edit N OBJECT...       what an object adds to what the generator does after an edit of something else, N times
    size FOLDER|OBJECT...  what the assembly carries of each object, beside the object without its debug information

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
        SizeReport.Write(places.SelectMany<string, string>(place => Directory.Exists(place) ? Directory.GetFiles(place, "*.o", SearchOption.AllDirectories).Order() : [place]));
        break;

    default:
        Console.Error.Write(Usage);
        return 2;
}

return 0;

// The baseline is measured in between, so that both have the same machine.
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
        Console.WriteLine($"{Path.GetFileName(path),-40} {new FileInfo(path).Length,9} bytes {times[count / 2] - floors[count / 2],9:F2} ms (least {times[0] - floors[0]:F2})");
    }
}

// Of the processor, not of the clock on the wall: others may be at work on the machine.
static double Milliseconds(Action action)
{
    var start = Environment.CpuUsage.TotalTime;
    action();
    return (Environment.CpuUsage.TotalTime - start).TotalMilliseconds;
}
