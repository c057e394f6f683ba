using System.IO;
using SharpFuzz;

namespace BpfGen.Fuzz;

/// <summary>Runs a target on the inputs of AFL++, which sees the code that each input runs. The script <c>afl.sh</c> starts it.</summary>
internal static class AflRun
{
    public static int Run(FuzzTarget target)
    {
        Fuzzer.OutOfProcess.Run(stream =>
        {
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            target.Run(copy.ToArray());
        });
        return 0;
    }
}
