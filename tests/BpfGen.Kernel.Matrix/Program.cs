using System;
using System.CommandLine;
using BpfGen.Kernel.Matrix;
using BpfGen.Testing.Kernels;

const int CannotRun = 2;

var given = MatrixCommand.Create().Parse(args);
if (given.Errors.Count > 0)
{
    return GiveUp(given.Errors[0].Message);
}

try
{
    return await given.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception exception) when (exception is KernelException or PlatformNotSupportedException)
{
    return GiveUp(exception.Message);
}
catch (OperationCanceledException)
{
    return GiveUp("stopped");
}

static int GiveUp(string message)
{
    Console.Error.WriteLine($"run.sh: {message}");
    return CannotRun;
}
