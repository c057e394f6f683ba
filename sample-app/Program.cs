using System;
using System.CommandLine;
using System.IO;
using BpfGen;
using BpfGen.Sample;

StandardOutput.FailWhenPipeIsClosed();
RootCommand root = PacketsCommand.Create();
root.Add(ExecsnoopCommand.Create());
root.Add(OpensnoopCommand.Create());
root.Add(TcplifeCommand.Create());
root.Add(ProfileCommand.Create());
root.Add(BiolatencyCommand.Create());
root.Add(RunqlatCommand.Create());
root.Add(XdpCountCommand.Create());

try
{
    // Ctrl-C and SIGTERM cancel the token of the command's action, so that it can detach its programs before it returns.
    return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (IOException exception) when (StandardOutput.IsClosedPipe(exception))
{
    // The process that reads the pipe has exited, for example in "sample-app execsnoop | head".
    return 0;
}
catch (Exception exception) when (exception
    is BpfException or ArgumentException or PlatformNotSupportedException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"sample-app: {exception.Message}");
    return 1;
}
