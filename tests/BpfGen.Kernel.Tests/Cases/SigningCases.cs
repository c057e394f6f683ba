using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using BpfGen.Kernel.Tests.Support;
using BpfGen.Loading;
using BpfGen.Signed;

namespace BpfGen.Kernel.Tests.Cases;

/// <summary>
/// Signed objects. Debian's kernels verify signatures from Linux 6.18: before 7.3 only those of instructions, so the loader program itself
/// compares its data.
/// </summary>
internal static unsafe class SigningCases
{
    private const string TooOld = "is too old for signed objects, which came with Linux 6.18";

    public static IEnumerable<Case> All =>
    [
        Verified("signed object with its certificate in the keyring", WithCertificate),
        Verified("signed object without a certificate", WithoutCertificate),
        Verified("signed object with a changed instruction", ChangedInstruction),
        Verified("signed object with changed data", ChangedData),
        Verified("signed object with a changed signature", ChangedSignature),
        Verified("signed object with CO-RE relocations, maps of maps and variables", EveryPart),
        new("signed object without a check of its signature", Unchecked) { Need = Need.Linux(5, 17) },
        new("CheckSupport of a signed object", CheckSupport),
    ];

    private static Case Verified(string name, Action run) =>
        new(name, run) { Need = Need.Linux(6, 18), Refusal = WithCertificate, RefusedWith = TooOld };

    private static void WithCertificate()
    {
        AddCertificate();
        using var probe = Signed.Probe.Load(new() { Keyring = BpfKeyring.Session });
        PacketTimes.CheckThatOneArrives(probe.BpfProg, probe.Events);
    }

    private static void CheckSupport()
    {
        var missing = string.Join('\n', Signed.Probe.CheckSupport());
        if (Need.Linux(6, 18).IsMet())
        {
            Check.Same("", missing, "what the kernel lacks");
        }
        else
        {
            Check.Says("Program 'loader' requires Linux ", missing);
        }
    }

    private static void WithoutCertificate()
    {
        // The kernel's own keys have not signed the object.
        var message = Check.Refused(() => Signed.Probe.Load(new() { Keyring = BpfKeyring.Builtin }));

        Check.Says("BPF_PROG_LOAD failed with ENOKEY for the signed loader program of probe.o. "
            + "The keyring Builtin (.builtin_trusted_keys) has no certificate for the key of the signature. ", message);
    }

    private static void ChangedInstruction()
    {
        AddCertificate();
        var tables = Signed.Probe.Tables;
        var instructions = Changed(tables.Instructions);

        // Linux 7.3 compares the hash of the instructions first.
        Check.Says("signed code was changed", Refused(instructions, tables.Data.ToArray(), tables.Signatures.ToArray()));
    }

    private static void ChangedData()
    {
        AddCertificate();
        var tables = Signed.Probe.Tables;
        var data = Changed(tables.Data);

        var message = Refused(tables.Instructions.ToArray(), data, tables.Signatures.ToArray());

        // Before Linux 7.3, the loader program itself finds the change.
        Check.Says(
            Need.Linux(7, 3).IsMet() ? "EKEYREJECTED" : "EBADMSG for the signed loader program of probe.o. The data of the program is not "
                + "the data that was signed.",
            message);
    }

    private static void ChangedSignature()
    {
        AddCertificate();
        var tables = Signed.Probe.Tables;
        var signatures = tables.Signatures.ToArray();
        signatures[^5] ^= 1;

        // The last signature is that of the data. Before Linux 7.3, the kernel does not read it.
        if (Need.Linux(7, 3).IsMet())
        {
            _ = Refused(tables.Instructions.ToArray(), tables.Data.ToArray(), signatures);
        }

        signatures[signatures.Length / 4] ^= 1;
        _ = Refused(tables.Instructions.ToArray(), tables.Data.ToArray(), signatures);
    }

    private static void EveryPart()
    {
        AddCertificate();
        using var core = Signed.Core.Load(new() { Keyring = BpfKeyring.Session });
        using var link = core.ReadTask.Attach();
        Check.Soon(() => core.Results[0].Runs > 0, "a system call");
        Check.Same(1u, core.Results[0].SameTgid, "the field that CO-RE finds");

        using var slots = Signed.Slots.Load(new() { Keyring = BpfKeyring.Session });
        using var globals = Signed.Globals.Load(new() { Keyring = BpfKeyring.Session });
        Check.Same((100ul, 3ul), (globals.Data.Total, globals.Rodata.Step), "the initial values of variables");
        using var variables = Signed.Variables.Load(new() { Keyring = BpfKeyring.Session });
    }

    private static void Unchecked()
    {
        using var core = Signed.Core.Load(new() { Keyring = null });
        using var link = core.ReadTask.Attach();
        Check.Soon(() => core.Results[0].Runs > 0, "a system call");
        Check.Same(1u, core.Results[0].SameTgid, "the field that CO-RE finds");
    }

    private static string Refused(ulong[] instructions, ulong[] data, ulong[] signatures) => Check.Refused(() =>
    {
        using var loader = new ObjectLoader(
            "probe.o", littleEndian: true, "GPL", new Signed.Probe.LoadOptions { Keyring = BpfKeyring.Session });
        loader.RunSigned(instructions, data, signatures, maps: 1, programs: 1, symbols: 0);
        _ = loader.TakeMap<PerfEventArray>(new("events", MapType.PerfEventArray, keySize: 4, valueSize: 4, maxEntries: 256));
        _ = loader.TakeProgram<SocketFilterProgram>(new("bpf_prog", ProgramType.SocketFilter));
    });

    /// <summary>
    /// Changes a bit of packed words. The last byte that is not zero is a byte of a word, and not one of those that mark the bytes of a
    /// word, because a word without bytes is marked with 0.
    /// </summary>
    private static ulong[] Changed(ReadOnlySpan<ulong> packed)
    {
        var changed = packed.ToArray();
        var bytes = MemoryMarshal.AsBytes(changed.AsSpan());
        bytes[bytes.LastIndexOfAnyExcept((byte)0)] ^= 1;
        return changed;
    }

    /// <summary>Adds the certificate to the keyring of the session.</summary>
    private static void AddCertificate()
    {
        using var stream = typeof(SigningCases).Assembly.GetManifestResourceStream("test-key.pem")!;
        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd();

        // X509Certificate2 would require OpenSSL.
        const string Begin = "-----BEGIN CERTIFICATE-----";
        var start = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var certificate = Convert.FromBase64String(text[start..text.IndexOf("-----END", start, StringComparison.Ordinal)]);
        fixed (byte* type = "asymmetric\0"u8, description = "bpfgen\0"u8, payload = certificate)
        {
            Check.That(
                Syscall(AddKey, type, description, payload, certificate.Length, BpfKeyring.Session.Id) > 0,
                "the kernel takes the certificate");
        }
    }

    private static nint AddKey => Need.IsArm ? 217 : 248;

    [DllImport("libc", EntryPoint = "syscall")]
    private static extern nint Syscall(nint number, byte* type, byte* description, byte* payload, nint size, nint keyring);
}
