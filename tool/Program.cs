using System;
using BpfGen.Tool.Commands;
using BpfGen.Tool.Guest;

// In a virtual machine, this program has neither the library for command lines nor the compiler, so it must not touch them.
return args is [GuestLoader.Argument, var assembly, .. var members] && OperatingSystem.IsLinux()
    ? GuestLoader.Run(assembly, members)
    : await CommandLine.RunAsync(args);
