using System;
using System.Collections.Generic;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Model;
using BpfGen.Wire;

namespace BpfGen.Generator.Linking;

/// <summary>
/// Finds the instructions of a program that can run on one kernel. Programs ask whether the kernel has a field. If the field is missing,
/// they jump over the code that reads it. So this class follows the values of registers as far as they are constant. If the condition of a
/// jump is constant, only one of its two successors can run.
/// </summary>
/// <param name="model">The object.</param>
/// <param name="valueOf">
/// Gets the value of a CO-RE relocation on the kernel, from the index of a function and the index of an instruction. Returns null if the
/// instruction has no CO-RE relocation.
/// </param>
/// <param name="effort">Limits the work on the object.</param>
internal sealed class ReachableCode(ObjectModel model, Func<int, int, ulong?> valueOf, Effort effort)
{
    /// <summary>The number of registers that an instruction can name with its 4 bits. The kernel accepts only 11 of them.</summary>
    private const int Registers = 16;
    private const int ArgumentRegisters = 6;
    private const int StepsPerInstruction = 16;

    private readonly HashSet<(int Function, int Instruction)> _reached = [];
    private readonly Queue<int> _functions = new();
    private readonly HashSet<int> _known = [];

    /// <summary>Follows a program from its main function.</summary>
    /// <returns>The instructions that can run, each as the index of the function and the index of the instruction.</returns>
    public HashSet<(int Function, int Instruction)> Run(ProgramModel program)
    {
        Enter(program.Functions[0]);
        while (_functions.Count > 0)
        {
            Follow(_functions.Dequeue());
        }

        return _reached;
    }

    private void Enter(int function)
    {
        if (_known.Add(function))
        {
            _functions.Enqueue(function);
        }
    }

    private void Follow(int index)
    {
        var function = model.Functions[index];
        var relocations = new Dictionary<int, Relocation>();
        foreach (var relocation in function.Relocations)
        {
            relocations[relocation.Instruction] = relocation;
        }

        var (states, reachesAll) = (new ulong?[function.Instructions.Count][], false);
        effort.Spend(function.Instructions.Count + function.Relocations.Count);
        var work = new Queue<int>();
        Reach(0, new ulong?[Registers]);
        while (work.Count > 0)
        {
            effort.Spend(StepsPerInstruction);
            var place = work.Dequeue();
            var state = (ulong?[])states[place].Clone();
            _reached.Add((index, place));
            Step(place, new Instruction(function.Instructions[place], model.IsLittleEndian), state);
        }

        void Step(int place, Instruction instruction, ulong?[] state)
        {
            if (relocations.TryGetValue(place, out var relocation) && relocation.Kind == RelocationKind.Function)
            {
                Enter(relocation.Index);
            }

            if (instruction.IsLoadImmediate64)
            {
                state[instruction.Destination] = valueOf(index, place)
                    ?? (relocations.ContainsKey(place) || instruction.Source != 0 || place + 1 >= function.Instructions.Count ? null
                        : (uint)instruction.Immediate
                            | ((ulong)(uint)new Instruction(function.Instructions[place + 1], model.IsLittleEndian).Immediate << 32));
                Reach(place + 2, state);
                return;
            }

            if (!instruction.IsJump)
            {
                Calculate(instruction, valueOf(index, place), state);
                Reach(place + 1, state);
                return;
            }

            if (instruction.IsExit)
            {
                return;
            }

            if (instruction.IsCall)
            {
                Array.Clear(state, 0, ArgumentRegisters);
                Reach(place + 1, state);
                return;
            }

            var isTaken = ConstantMath.Compare(instruction, state);
            if (isTaken != false)
            {
                Reach(place + 1 + instruction.JumpDistance, state);
            }

            if (isTaken != true)
            {
                Reach(place + 1, state);
            }

            // This code cannot read a jump table's targets, so assume that the jump can reach every instruction.
            if (instruction.IsIndirectJump && !reachesAll)
            {
                reachesAll = true;
                for (var i = 0; i < function.Instructions.Count; i++)
                {
                    Reach(i, new ulong?[Registers]);
                }
            }
        }

        void Reach(int place, ulong?[] state)
        {
            if (place < 0 || place >= states.Length)
            {
                return;
            }

            if (states[place] is not { } old)
            {
                states[place] = (ulong?[])state.Clone();
                work.Enqueue(place);
                return;
            }

            var isChanged = false;
            for (var i = 0; i < Registers; i++)
            {
                if (old[i] is { } value && state[i] != value)
                {
                    old[i] = null;
                    isChanged = true;
                }
            }

            if (isChanged)
            {
                work.Enqueue(place);
            }
        }
    }

    private static void Calculate(Instruction instruction, ulong? relocated, ulong?[] state)
    {
        if (instruction.IsArithmetic)
        {
            var right = instruction.UsesRegister ? state[instruction.Source] : relocated ?? (ulong)(long)instruction.Immediate;
            state[instruction.Destination] = ConstantMath.Calculate(instruction, state[instruction.Destination], right);
        }
        else if (instruction.IsLoad)
        {
            state[instruction.Destination] = null;
        }
        else if (instruction.IsAtomic)
        {
            // An atomic operation may write the old value into its source register or into register 0. So the values of both are unknown.
            state[0] = state[instruction.Source] = null;
        }
    }
}
