using System;
using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Model;
using BpfGen.Wire;

namespace BpfGen.Generator.Linking;

/// <summary>
/// Follows pointers to contexts and to values of maps through the registers of an object's functions. A pointer becomes unknown if the
/// program stores it on the stack, or if two paths to an instruction have different pointers.
/// </summary>
internal sealed class PointerFlow
{
    /// <summary>The number of registers that an instruction can name with its 4 bits. The kernel accepts only 11 of them.</summary>
    private const int Registers = 16;
    private const int Arguments = 6;

    private readonly ObjectModel _model;
    private readonly FunctionFlow?[] _functions;
    private readonly Queue<int> _work = new();

    private readonly Effort _effort;

    private PointerFlow(ObjectModel model, Effort effort)
    {
        _model = model;
        _effort = effort;
        _functions = new FunctionFlow?[model.Functions.Count];
    }

    /// <summary>Receives an instruction that can run.</summary>
    /// <param name="function">The index of the function.</param>
    /// <param name="place">The index of the instruction.</param>
    /// <param name="instruction">The instruction.</param>
    /// <param name="registers">The contents of the registers before it runs.</param>
    public delegate void Visitor(int function, int place, Instruction instruction, Pointer[] registers);

    public static void Run(ObjectModel model, Effort effort, Visitor visit)
    {
        var flow = new PointerFlow(model, effort);
        for (var i = 0; i < model.Programs.Count; i++)
        {
            // Skip a program without functions. It has too many instructions, so it was not linked.
            if (model.Programs[i].Functions.Count == 0)
            {
                continue;
            }

            var registers = new Pointer[Registers];
            registers[1] = new Pointer(PointerKind.Context, i, 0);
            flow.Enter(model.Programs[i].Functions[0], registers);
        }

        while (flow._work.Count > 0)
        {
            flow._functions[flow._work.Dequeue()]!.Run(flow, visit: null);
        }

        foreach (var function in flow._functions)
        {
            function?.Run(flow, visit);
        }
    }

    /// <summary>
    /// Follows a call into a function. The function is analyzed again if this call passes other arguments than the earlier calls.
    /// </summary>
    private void Enter(int index, Pointer[] registers)
    {
        var function = _functions[index] ??= new FunctionFlow(index, _model);
        if (function.Accept(registers) && !function.IsQueued)
        {
            function.IsQueued = true;
            _work.Enqueue(index);
        }
    }

    /// <summary>The result of a lookup in a map: a pointer to a value of the map; for a map of maps, its inner map.</summary>
    private Pointer Found(Pointer map) => map.Kind != PointerKind.Map ? Pointer.Unknown
        : _model.Maps[map.Index].Type is not (MapType.ArrayOfMaps or MapType.HashOfMaps) ? new Pointer(PointerKind.Value, map.Index, 0)
        : _model.Maps[map.Index].InnerMap is { } inner ? new Pointer(PointerKind.Map, inner, 0)
        : Pointer.Unknown;

    /// <summary>The analysis of one function. It stores the contents of the registers only at the targets of jumps.</summary>
    private sealed class FunctionFlow
    {
        private readonly int _index;
        private readonly FunctionModel _function;
        private readonly bool _isLittleEndian;
        private readonly bool[] _isTarget;
        private readonly HashSet<int> _relocated = [];
        private readonly Dictionary<int, Relocation> _relocations = [];
        private readonly Dictionary<int, Pointer[]> _states = [];
        private readonly Queue<int> _places = new();
        private bool _reachesAll;

        public FunctionFlow(int index, ObjectModel model)
        {
            _index = index;
            _function = model.Functions[index];
            _isLittleEndian = model.IsLittleEndian;
            foreach (var relocation in _function.Relocations)
            {
                _relocations[relocation.Instruction] = relocation;
            }

            var core = _function.Information.CoreRelocations;
            for (var i = 0; i < core.Count; i += Packing.NumbersPerRecord)
            {
                _relocated.Add((int)(core[i] / Instruction.Size));
            }

            _isTarget = Targets();
        }

        public bool IsQueued { get; set; }

        /// <summary>
        /// Merges the registers of a call into the known arguments of the function. Returns whether the known arguments have changed.
        /// </summary>
        public bool Accept(Pointer[] registers)
        {
            var entry = new Pointer[Registers];
            Array.Copy(registers, 1, entry, 1, Arguments - 1);
            return Reach(0, entry);
        }

        public void Run(PointerFlow flow, Visitor? visit)
        {
            IsQueued = false;
            if (visit is not null)
            {
                foreach (var state in _states)
                {
                    Walk(flow, state.Key, (Pointer[])state.Value.Clone(), visit);
                }

                return;
            }

            while (_places.Count > 0)
            {
                var place = _places.Dequeue();
                Walk(flow, place, (Pointer[])_states[place].Clone(), visit: null);
            }
        }

        /// <summary>Analyzes the instructions from one jump target to the next jump or jump target.</summary>
        private void Walk(PointerFlow flow, int place, Pointer[] state, Visitor? visit)
        {
            do
            {
                flow._effort.Spend();
                var instruction = At(place);
                visit?.Invoke(_index, place, instruction, state);
                if (instruction.IsExit)
                {
                    return;
                }

                if (instruction.IsJump && !instruction.IsCall)
                {
                    Jump(instruction, place, state);
                    return;
                }

                Step(flow, instruction, place, state, isFinal: visit is not null);
                place += instruction.IsLoadImmediate64 ? 2 : 1;
            }
            while (place < _isTarget.Length && !_isTarget[place]);
            Reach(place, state);
        }

        private void Jump(Instruction instruction, int place, Pointer[] state)
        {
            if (instruction.IsIndirectJump)
            {
                // The targets are in a jump table. So assume that the jump can reach every instruction.
                for (var i = 0; i < _isTarget.Length && !_reachesAll; i++)
                {
                    Reach(i, new Pointer[Registers]);
                }

                _reachesAll = true;
                return;
            }

            Reach(place + 1 + instruction.JumpDistance, state);
            if (!instruction.IsUnconditional)
            {
                Reach(place + 1, state);
            }
        }

        private void Step(PointerFlow flow, Instruction instruction, int place, Pointer[] state, bool isFinal)
        {
            if (instruction.IsCall)
            {
                Call(flow, instruction, place, state, isFinal);
            }
            else if (instruction.IsLoadImmediate64)
            {
                state[instruction.Destination] = Load(flow, instruction, place, isFinal);
            }
            else if (instruction.IsArithmetic)
            {
                state[instruction.Destination] = _relocated.Contains(place) ? Pointer.Unknown : Calculate(instruction, state);
            }
            else if (instruction.IsLoad)
            {
                state[instruction.Destination] = Pointer.Unknown;
            }
            else if (instruction.IsAtomic)
            {
                // An atomic operation may write the old value into its source register or into register 0.
                state[0] = state[instruction.Source] = Pointer.Unknown;
            }
        }

        private void Call(PointerFlow flow, Instruction instruction, int place, Pointer[] state, bool isFinal)
        {
            if (!isFinal && _relocations.TryGetValue(place, out var relocation) && relocation.Kind == RelocationKind.Function)
            {
                flow.Enter(relocation.Index, state);
            }

            // These helpers return a pointer to a map value: map_lookup_elem, get_local_storage, sk_storage_get, inode_storage_get,
            // task_storage_get, map_lookup_percpu_elem, cgrp_storage_get.
            state[0] = instruction.IsHelperCall && instruction.Immediate is 1 or 81 or 107 or 145 or 156 or 195 or 210
                ? flow.Found(state[1])
                : Pointer.Unknown;
            Array.Clear(state, 1, Arguments - 1);
        }

        private Pointer Load(PointerFlow flow, Instruction instruction, int place, bool isFinal)
        {
            var second = place + 1 < _isTarget.Length ? At(place + 1).Immediate : 0;
            if (!_relocations.TryGetValue(place, out var relocation))
            {
                return instruction.Source != 0 || _relocated.Contains(place)
                    ? Pointer.Unknown
                    : Pointer.Number((uint)instruction.Immediate | ((long)second << 32));
            }

            if (relocation.Kind == RelocationKind.Function && !isFinal)
            {
                flow.Enter(relocation.Index, new Pointer[Registers]);
            }

            return relocation.Kind switch
            {
                RelocationKind.MapDescriptor => new Pointer(PointerKind.Map, relocation.Index, 0),
                RelocationKind.MapValue => new Pointer(PointerKind.Value, relocation.Index, second),
                _ => Pointer.Unknown,
            };
        }

        private static Pointer Calculate(Instruction instruction, Pointer[] state)
        {
            if (!instruction.Is64 || instruction.Offset != 0)
            {
                return Pointer.Unknown;
            }

            var left = state[instruction.Destination];
            var right = instruction.UsesRegister ? state[instruction.Source] : Pointer.Number(instruction.Immediate);
            return instruction.Operation switch
            {
                0xb0 => right,
                0x00 => left.Plus(right),
                0x10 when right.Kind == PointerKind.Number => left.Plus(Pointer.Number(unchecked(-right.Offset))),
                _ => Pointer.Unknown,
            };
        }

        /// <returns>Whether the contents of a register became unknown, or the instruction was not reached before.</returns>
        private bool Reach(int place, Pointer[] state)
        {
            if (place < 0 || place >= _isTarget.Length)
            {
                return false;
            }

            if (!_states.TryGetValue(place, out var old))
            {
                _states.Add(place, (Pointer[])state.Clone());
                _places.Enqueue(place);
                return true;
            }

            var isChanged = false;
            for (var i = 0; i < Registers; i++)
            {
                if (old[i].Kind != PointerKind.Unknown && old[i] != state[i])
                {
                    old[i] = Pointer.Unknown;
                    isChanged = true;
                }
            }

            if (isChanged)
            {
                _places.Enqueue(place);
            }

            return isChanged;
        }

        private bool[] Targets()
        {
            var targets = new bool[_function.Instructions.Count];
            for (var i = 0; i < targets.Length; i += At(i).IsLoadImmediate64 ? 2 : 1)
            {
                var instruction = At(i);
                if (instruction.IsJump && !instruction.IsCall && !instruction.IsExit)
                {
                    Mark(i + 1);
                    Mark(i + 1 + instruction.JumpDistance);
                }

                if (instruction.IsIndirectJump)
                {
                    return [.. targets.Select(_ => true)];
                }
            }

            return targets;

            void Mark(int place)
            {
                if (place >= 0 && place < targets.Length)
                {
                    targets[place] = true;
                }
            }
        }

        private Instruction At(int place) => new(_function.Instructions[place], _isLittleEndian);
    }
}
