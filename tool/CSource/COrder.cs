using System;
using System.Collections.Generic;
using BpfGen.Btf;

namespace BpfGen.Tool.CSource;

/// <summary>
/// Finds the order in which C must declare types. The type of a member must be defined before the member; the target of a pointer must only
/// be declared. The search uses a stack instead of recursion, because in damaged BTF, all types can be nested in each other.
/// </summary>
/// <param name="types">The types.</param>
/// <param name="declare">Receives a type that must be declared now.</param>
/// <param name="define">Receives a type that must be defined now.</param>
internal sealed class COrder(BtfTypeList types, Action<BtfTypeRecord> declare, Action<BtfTypeRecord> define)
{
    /// <summary>The maximum length of a chain of pointers, arrays and qualifiers.</summary>
    public const int LongestChain = 64;

    private readonly Dictionary<(uint Id, bool IsComplete), bool> _isDone = [];
    private readonly Stack<Visit> _stack = new();

    /// <summary>Declares the types that a type requires, and then the type itself.</summary>
    /// <param name="id">The type.</param>
    /// <param name="isComplete">Whether the type must be defined; false if a declaration is enough.</param>
    public void Reach(uint id, bool isComplete)
    {
        Push(id, isComplete, container: 0);
        while (_stack.Count > 0)
        {
            var visit = _stack.Peek();
            if (Next(visit))
            {
                continue;
            }

            _stack.Pop();
            _isDone[(visit.Type.Id, visit.IsComplete)] = true;
            if (visit.Type.Kind != BtfKind.FunctionPrototype && !visit.IsDefined)
            {
                define(visit.Type);
            }
        }
    }

    /// <summary>Visits the next type that a type requires.</summary>
    /// <returns>False if the type requires no further type.</returns>
    private bool Next(Visit visit)
    {
        var (type, index) = (visit.Type, visit.Next++);
        switch (type.Kind)
        {
            case BtfKind.Struct or BtfKind.Union when index < type.Count:
                Push(BtfMemberRecord.Of(type, index).Type, isComplete: true, container: type.Id);
                return true;

            case BtfKind.FunctionPrototype when index <= type.Count:
                Push(index == 0 ? type.SizeOrType : type.Number((index * 2) - 1), isComplete: false, container: 0);
                return true;

            // For a typedef, a declaration of the target is enough. The definition of the target may follow later.
            case BtfKind.Typedef when index == 0 && visit.IsComplete:
                visit.IsDefined = true;
                Push(type.Id, isComplete: false, container: 0);
                return true;

            case BtfKind.Typedef when index == 0 || (index == 1 && visit.IsComplete):
                Push(type.SizeOrType, visit.IsComplete, container: 0);
                return true;

            default:
                return false;
        }
    }

    private void Push(uint id, bool isComplete, uint container)
    {
        if (Strip(id, ref isComplete) is not { } type || type.Kind == BtfKind.Void)
        {
            return;
        }

        var isComposite = BtfKinds.IsComposite(type.Kind);
        isComplete = isComplete || (isComposite && type.Name == 0);
        if (!isComplete && (isComposite || type.Kind == BtfKind.Forward))
        {
            // A struct needs no declaration inside its own braces.
            if (type.Id != container)
            {
                declare(type);
            }

            return;
        }

        isComplete = isComplete && (isComposite || type.Kind == BtfKind.Typedef);
        if (_isDone.TryGetValue((type.Id, isComplete), out var isDone))
        {
            if (!isDone)
            {
                throw new CSourceException($"type {type.Id} contains itself");
            }

            return;
        }

        _isDone.Add((type.Id, isComplete), false);
        _stack.Push(new Visit(type, isComplete));
    }

    /// <summary>Returns the type that remains when pointers, arrays and qualifiers are removed.</summary>
    /// <returns>The type; null for BTF records that are not C types, such as variables.</returns>
    private BtfTypeRecord? Strip(uint id, ref bool isComplete)
    {
        for (var depth = 0; depth < LongestChain; depth++)
        {
            if (types.At(id) is not { } type)
            {
                return null;
            }

            switch (type.Kind)
            {
                case BtfKind.Const or BtfKind.Volatile or BtfKind.Restrict or BtfKind.TypeTag:
                    id = type.SizeOrType;
                    break;

                case BtfKind.Pointer:
                    (id, isComplete) = (type.SizeOrType, false);
                    break;

                case BtfKind.Array:
                    (id, isComplete) = (type.Number(0), true);
                    break;

                case BtfKind.Function or BtfKind.Variable or BtfKind.DataSection or BtfKind.DeclTag:
                    return null;

                default:
                    return type;
            }
        }

        throw new CSourceException($"type {id} is behind more than {LongestChain} pointers, arrays and qualifiers");
    }

    private sealed class Visit(BtfTypeRecord type, bool isComplete)
    {
        public BtfTypeRecord Type => type;

        public bool IsComplete => isComplete;

        public int Next { get; set; }

        /// <summary>Whether another visit defines the type, so that this visit must not define it.</summary>
        public bool IsDefined { get; set; }
    }
}
