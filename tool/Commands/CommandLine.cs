using System;
using System.CommandLine;
using System.IO;
using System.Threading.Tasks;
using BpfGen.Tool.Files;

namespace BpfGen.Tool.Commands;

/// <summary>The command line of the tool.</summary>
internal static class CommandLine
{
    /// <summary>Runs a command.</summary>
    /// <returns>The exit status.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var root = new RootCommand("Inspects, disassembles and checks eBPF objects.")
        {
            InspectCommand.Create(), DisassembleCommand.Create(), VmlinuxCommand.Create(), CheckCommand.Create(), MinBtfCommand.Create(),
            VerifyCommand.Create(),
        };

        try
        {
            return await root.Parse(arguments).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (ToolException exception)
        {
            Console.Error.WriteLine(exception.Message);
            return 1;
        }
        catch (IOException) when (Console.IsOutputRedirected)
        {
            // The process that reads the pipe has exited, for example in "bpfgen vmlinux | head".
            return 1;
        }
        catch (OperationCanceledException)
        {
            return 130;
        }
    }
}
