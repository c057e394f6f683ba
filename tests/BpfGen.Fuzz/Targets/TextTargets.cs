extern alias runtime;

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using runtime::BpfGen.Interop;
using runtime::BpfGen.KernelConfig;
using runtime::BpfGen.Symbols;
using KernelSymbols = runtime::BpfGen.KernelSymbols;

namespace BpfGen.Fuzz;

/// <summary>Reads texts of the kernel and of USDT notes.</summary>
internal static class TextTargets
{
    private static readonly UsdtRegisters[] Registers = [new UsdtRegistersOfX64(), new UsdtRegistersOfArm64()];

    /// <summary>Texts of <c>/proc</c>, at most the first 64 KiB of each.</summary>
    public static IEnumerable<byte[]> Proc() =>
        from path in (string[])["/proc/self/maps", "/proc/kallsyms", "/proc/self/status", "/proc/self/fdinfo/0", "/proc/version"]
        where File.Exists(path)
        let bytes = File.ReadAllBytes(path)
        select bytes[..Math.Min(bytes.Length, 1 << 16)];

    /// <summary>Arguments of USDT probes on x86-64 and arm64, together and one by one.</summary>
    public static IEnumerable<byte[]> Arguments() =>
        ((string[])
        [
            "-4@%edi 8@%rax", "4@$5 -8@-16(%rbp)", "8@8(%rdi,%rcx,4) 1@%dil", "8@counter(%rip) 4@table+4(,%rax,8)", "2@%ax -1@$-5",
            "8@x0 -4@[sp, 16]", "8@[x29] 4@5 -8@-7", "-8@[x1,x2] 4@w3", "8@%xmm0 8@%fs:16 8@%st(1)", "8@name@GOTPCREL(%rip)",
        ]).SelectMany(text => text.Split(' ').Prepend(text)).Select(Encoding.ASCII.GetBytes);

    public static bool ReadProc(byte[] bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        var isRead = Mapping.ParseAll(text).Count > 0
            | ProcFile.Field(text, "CapEff:").Length + ProcFile.Field(text, "flags:").Length > 0
            | KernelVersion.Of(text, text, text) > 0;
        try
        {
            return isRead | KernelSymbols.Parse(bytes).Find(0xffffffff81000000).Function is not null;
        }
        catch (runtime::BpfGen.BpfException)
        {
            // The text has no functions.
            return isRead;
        }
    }

    public static bool ReadArguments(byte[] bytes) => ReadArguments(Encoding.UTF8.GetString(bytes), place: null);

    public static bool ReadArguments(string text, UsdtPlace? place)
    {
        var isRead = false;
        foreach (var registers in Registers)
        {
            var arguments = UsdtArgument.ParseAll(text, registers, place);
            isRead |= arguments is { Count: > 0 };
            if (arguments is null)
            {
                _ = UsdtArgument.Explain(text);
            }
        }

        return isRead;
    }
}
