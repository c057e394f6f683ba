using System;
using System.CommandLine;
using System.IO;
using BpfGen.Tool.Commands;
using BpfGen.Tool.Files;

var root = new RootCommand("Inspects, disassembles and checks eBPF objects.")
{
    InspectCommand.Create(), DisassembleCommand.Create(), VmlinuxCommand.Create(), CheckCommand.Create(), MinBtfCommand.Create(),
};

try
{
    return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
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
