using System;
using BpfGen.Errors;
using BpfGen.Interop;
using BpfGen.KernelFacts;

namespace BpfGen.Loading;

/// <summary>Loads the loader program of a signed object, with the map that contains its data. The kernel checks the signature.</summary>
internal readonly unsafe ref struct SignedProgram
{
    /// <summary>The level of a log that has the verifier's reasons.</summary>
    public const uint LogOfVerifier = 1;

    private const uint FlagSleepable = 1 << 4;

    private readonly SignedCode _code;
    private readonly BpfKeyring? _keyring;
    private readonly string _subject;

    /// <param name="code">The program.</param>
    /// <param name="keyring">The keyring with the certificate; null to load the program without checking its signature.</param>
    /// <param name="subject">What the program is, for messages.</param>
    public SignedProgram(in SignedCode code, BpfKeyring? keyring, string subject)
    {
        _code = code;
        _keyring = keyring;
        _subject = subject;
    }

    /// <summary>Loads the program in the form that this kernel verifies.</summary>
    /// <returns>The program, which keeps the map with its data.</returns>
    /// <exception cref="BpfException">The signature is wrong, or the kernel rejected the program.</exception>
    public FileDescriptor Load()
    {
        // Try the form of this kernel's version first. Distributions backport changes, so the version does not decide.
        var signsData = _keyring is null || RunningKernel.Version >= FirstKernels.SignedData;
        var program = TryLoad(signsData, out var failure);
        if (program is null && _keyring is not null && failure!.Errno == Errno.EKEYREJECTED)
        {
            program = TryLoad(!signsData, out _);
        }

        return program ?? throw failure!;
    }

    private FileDescriptor? TryLoad(bool signsData, out BpfException? failure)
    {
        var form = _code.FormFor(signsData);
        using var data = CreateData(_keyring is null ? [] : form.Hash, computesHash: !signsData);
        var program = TryLoad(form, data, signsData, log: null);
        failure = program is null ? Refusal(form, data, signsData) : null;
        return program;
    }

    /// <param name="hash">The hash of the only program that can use the map; empty if every program can.</param>
    /// <param name="computesHash">Whether the program reads the hash of the data, which the kernel computes when it is asked.</param>
    private FileDescriptor CreateData(ReadOnlySpan<byte> hash, bool computesHash)
    {
        fixed (byte* hashStart = hash)
        {
            var attributes = new ExclusiveMapAttributes
            {
                Map = new MapCreateAttributes
                {
                    Type = (uint)MapType.Array,
                    KeySize = sizeof(uint),
                    ValueSize = (uint)(_code.Data.Length * sizeof(ulong)),
                    MaxEntries = 1,
                    Name = KernelObjectName.Of("loader.data"),
                },
                ProgramHash = (ulong)hashStart,
                ProgramHashSize = (uint)hash.Length,
            };
            var fd = Bpf.Call(BpfCommand.MapCreate, ref attributes);
            if (fd < 0)
            {
                var errno = Errno.Last;
                throw Failure("BPF_MAP_CREATE", errno, errno == Errno.EPERM
                    ? MissingCapabilities.Explain(CapabilityTable.SignedLoad)
                    : TooOld(errno) ?? Hints.ForMap(errno, MapType.Array));
            }

            var map = new FileDescriptor(fd);
            try
            {
                Fill(map, computesHash);
                return map;
            }
            catch
            {
                map.Dispose();
                throw;
            }
        }
    }

    private void Fill(FileDescriptor map, bool computesHash)
    {
        var index = 0u;
        fixed (ulong* start = _code.Data)
        {
            Check("BPF_MAP_UPDATE_ELEM", Bpf.Element(BpfCommand.MapUpdateElement, map, &index, start));
        }

        Check("BPF_MAP_FREEZE", Bpf.Element(BpfCommand.MapFreeze, map, null, null));
        if (computesHash)
        {
            var hash = stackalloc byte[32];
            var info = new HashedMapInfo { Hash = (ulong)hash, HashSize = 32 };
            Check("BPF_OBJ_GET_INFO_BY_FD", Bpf.Fill(map, ref info));
        }
    }

    private void Check(string command, int errno)
    {
        if (errno != 0)
        {
            throw Failure(command, errno, TooOld(errno) ?? Hints.ForCapability(errno, Capability.Bpf));
        }
    }

    private FileDescriptor? TryLoad(in SignedForm form, FileDescriptor data, bool signsData, KernelLog? log)
    {
        // The caller disposes the map after this call.
        var map = (int)data.DangerousGetHandle();
        fixed (ulong* instructions = form.Instructions)
        fixed (byte* license = "Dual BSD/GPL\0"u8, signature = form.Signature)
        {
            var attributes = new SignedProgramAttributes
            {
                Program = new ProgramLoadAttributes
                {
                    Type = (uint)ProgramType.Syscall,
                    InstructionCount = (uint)form.Instructions.Length,
                    Instructions = (ulong)instructions,
                    License = (ulong)license,
                    Flags = FlagSleepable,
                    Name = KernelObjectName.Of("loader"),
                    FdArray = (ulong)(&map),
                    LogLevel = log is null ? 0 : LogOfVerifier,
                    LogSize = log?.Size ?? 0,
                    LogBuffer = log?.Address ?? 0,
                },
            };
            if (_keyring is { } given)
            {
                attributes.Signature = (ulong)signature;
                attributes.SignatureSize = (uint)form.Signature.Length;
                attributes.KeyringId = given.Id;
                attributes.Program.FdArrayCount = signsData ? 1u : 0;
            }

            var fd = Bpf.CallAgain(BpfCommand.ProgramLoad, ref attributes);
            return fd < 0 ? null : new FileDescriptor(fd);
        }
    }

    private BpfException Refusal(in SignedForm form, FileDescriptor data, bool signsData)
    {
        var errno = Errno.Last;
        if (Explain(errno) is { } hint)
        {
            return Failure("BPF_PROG_LOAD", errno, hint);
        }

        // Load again with a log: the kernel may lack a helper that the program calls.
        using var log = new KernelLog();
        using var program = TryLoad(form, data, signsData, log);
        return VerifierLog.ShowsInstruction(log.Text)
            ? new VerifierException(errno, _subject, log.Text, VerifierLog.Read(log.Text, default, types: null, kernel: []), null)
            : Failure("BPF_PROG_LOAD", errno, hint: null);
    }

    private string? Explain(int errno) => errno switch
    {
        Errno.EKEYREJECTED when _keyring is not null =>
            "The signature is not that of a certificate in the keyring, or the signed code was changed.",
        Errno.ENOKEY when _keyring is { } searched =>
            $"The keyring {searched} has no certificate for the key of the signature. "
            + "To use another keyring, set Keyring in the load options.",
        Errno.EBADMSG or Errno.ENOPKG when _keyring is not null =>
            "The kernel cannot read the signature, or it has no support for RSA and SHA-256.",
        Errno.EINVAL when _keyring is { Id: < 0 or > 2 } given => TooOld(errno) ?? $"There may be no keyring {given}: see 'keyctl show'.",
        Errno.EOPNOTSUPP when _keyring is not null =>
            "The kernel was built without signatures of programs (CONFIG_SYSTEM_DATA_VERIFICATION). "
            + "To load the object without checking its signature, set Keyring to null in the load options.",
        Errno.EPERM or Errno.EACCES => MissingCapabilities.Explain(CapabilityTable.SignedLoad)
            ?? (errno == Errno.EACCES && _keyring is not null ? "The signed code was changed: its hash is another one." : null),
        _ => TooOld(errno) ?? Hints.Common(errno),
    };

    private static string? TooOld(int errno) =>
        errno is Errno.EINVAL or Errno.E2BIG && RunningKernel.Version < FirstKernels.SignedPrograms
            ? $"Linux {RunningKernel.Version.ToString(2)} is too old for signed objects, which came with Linux "
                + $"{FirstKernels.SignedPrograms.ToString(2)}. To load the object without checking its signature, set Keyring to null in "
                + "the load options."
            : null;

    private BpfException Failure(string command, int errno, string? hint) => new(command, errno, _subject, hint);
}
