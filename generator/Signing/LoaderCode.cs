using System.Collections.Generic;
using BpfGen.Generator.Diagnostics;
using BpfGen.Wire;

namespace BpfGen.Generator.Signing;

/// <summary>
/// Writes the instructions of a loader program. Register 6 always holds the context, and register 7 the result of the last call. If a call
/// fails, the program ends at once and returns the error: what it has created so far is in its context, and the process that runs it closes
/// it.
/// </summary>
/// <param name="effort">Counts the instructions toward the limit of the object.</param>
internal sealed class LoaderCode(Effort effort)
{
    /// <summary>The most instructions. The kernel's verifier visits at most a million, and some of them twice.</summary>
    internal const int MostInstructions = 900_000;

    /// <summary>
    /// The most branches that do not end the program. The verifier remembers the other way of each of them, and at most 8,192 ways.
    /// </summary>
    internal const int MostBranches = 8_000;

    private const byte LoadWide = 0x18;
    private const byte MoveNumber = 0xb7;
    private const byte MoveRegister = 0xbf;
    private const byte ShiftRight = 0x77;
    private const byte JumpIfEqual = 0x15;
    private const byte JumpIfEqualRegister = 0x1d;
    private const byte JumpIfNotNegative = 0x75;
    private const byte CallHelper = 0x85;
    private const byte ExitProgram = 0x95;
    private const byte LoadSized = 0x61;
    private const byte StoreSized = 0x63;

    private const int PseudoMapIndex = 5;
    private const int PseudoMapIndexValue = 6;
    private const int SystemCall = 166;

    private const byte Result = 0;
    private const byte Context = 6;

    private readonly List<ulong> _instructions = [];
    private int _branches;

    /// <summary>The register with the result of the last call.</summary>
    public const byte Kept = 7;

    /// <summary>The size of an operand, in the form of the instruction set.</summary>
    public enum Size : byte
    {
        Four = 0x00,
        Two = 0x08,
        One = 0x10,
        Eight = 0x18,
    }

    public IReadOnlyList<ulong> Instructions => _instructions;

    public void Start() => Emit(MoveRegister, Context, 1);

    public void Set(byte register, int number) => Emit(MoveNumber, register, immediate: number);

    public void Copy(byte to, byte from) => Emit(MoveRegister, to, from);

    public void Shift(byte register, int bits) => Emit(ShiftRight, register, immediate: bits);

    /// <summary>Loads the address of a byte of the data.</summary>
    public void Address(byte register, int offset)
    {
        Emit(LoadWide, register, PseudoMapIndexValue);
        Emit(0, immediate: offset);
    }

    /// <summary>Loads the address of the kernel's own struct of the map with the data.</summary>
    public void AddressOfMap(byte register)
    {
        Emit(LoadWide, register, PseudoMapIndex);
        Emit(0);
    }

    /// <summary>Loads an 8-byte number.</summary>
    public void Set(byte register, ulong number)
    {
        Emit(LoadWide, register, immediate: unchecked((int)number));
        Emit(0, immediate: unchecked((int)(number >> 32)));
    }

    public void Load(Size size, byte to, byte address, int offset = 0) => Emit((byte)(LoadSized | (byte)size), to, address, offset);

    public void Store(Size size, byte address, byte from, int offset = 0) => Emit((byte)(StoreSized | (byte)size), address, from, offset);

    public void LoadContext(Size size, byte to, int offset) => Load(size, to, Context, offset);

    public void StoreContext(Size size, byte from, int offset) => Store(size, Context, from, offset);

    /// <summary>Skips instructions if a register has a value.</summary>
    public void SkipIfEqual(byte register, int number, int count) => Branch(JumpIfEqual, register, count: count, immediate: number);

    public void SkipIfEqual(byte register, byte other, int count) => Branch(JumpIfEqualRegister, register, other, count);

    public void SkipUnlessNegative(byte register, int count) => Branch(JumpIfNotNegative, register, count: count);

    /// <summary>Writes into the context which step follows.</summary>
    public void Begin(LoaderStep step, int subject = 0)
    {
        Set(1, (int)step);
        StoreContext(Size.Four, 1, LoaderContext.Step);
        Set(1, subject);
        StoreContext(Size.Four, 1, LoaderContext.Subject);
    }

    /// <summary>Stores the address of one byte of the data at another place of the data.</summary>
    public void StoreAddress(int place, int target)
    {
        Address(2, target);
        Address(1, place);
        Store(Size.Eight, 1, 2);
    }

    /// <summary>Copies a number of the context into the data.</summary>
    public void CopyFromContext(Size size, int place, int context)
    {
        LoadContext(size, 2, context);
        Address(1, place);
        Store(size, 1, 2);
    }

    /// <summary>Calls a helper, and keeps its result.</summary>
    public void Call(int helper)
    {
        Emit(CallHelper, immediate: helper);
        Copy(Kept, Result);
    }

    /// <summary>Runs a command of <c>bpf(2)</c>, and keeps its result.</summary>
    public void Call(int command, int attributes, int size)
    {
        Set(1, command);
        Address(2, attributes);
        Set(3, size);
        Call(SystemCall);
    }

    /// <summary>Runs a command of <c>bpf(2)</c>, and ends the program if the command fails.</summary>
    public void Run(int command, int attributes, int size)
    {
        Call(command, attributes, size);
        ExitIfNegative();
    }

    public void ExitIfNegative()
    {
        Emit(JumpIfNotNegative, Kept, offset: 2);
        Copy(Result, Kept);
        Emit(ExitProgram);
    }

    /// <summary>Ends the program with a return value.</summary>
    public void Exit(int value)
    {
        Set(Result, value);
        Emit(ExitProgram);
    }

    /// <exception cref="LimitException">The verifier would reject the program.</exception>
    private void Branch(byte operation, byte register, int other = 0, int count = 0, int immediate = 0)
    {
        if (++_branches > MostBranches)
        {
            throw new LimitException($"it is signed, and its loader program has more than {MostBranches} branches");
        }

        Emit(operation, register, other, count, immediate);
    }

    /// <exception cref="LimitException">The verifier would reject the program, or the object needs too many steps.</exception>
    private void Emit(byte operation, byte to = 0, int from = 0, int offset = 0, int immediate = 0)
    {
        effort.Spend();
        if (_instructions.Count >= MostInstructions)
        {
            throw new LimitException($"it is signed, and its loader program has more than {MostInstructions} instructions");
        }

        _instructions.Add(
            operation | ((ulong)to << 8) | ((ulong)from << 12) | ((ulong)(ushort)offset << 16) | ((ulong)(uint)immediate << 32));
    }
}
