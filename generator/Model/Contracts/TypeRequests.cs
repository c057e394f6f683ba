using System.Linq;
using BpfGen.Generator.Collections;

namespace BpfGen.Generator.Model;

/// <summary>The types of an object that the project asks for, whatever its maps and variables reach.</summary>
/// <param name="Types">Types: <c>struct event</c>, or <c>event</c>.</param>
/// <param name="Records">Types of the records that a buffer carries.</param>
internal sealed record TypeRequests(EquatableArray<string> Types, EquatableArray<RecordRequest> Records)
{
    /// <summary>The user's structs that stand for the object's.</summary>
    public EquatableArray<UserStruct> Structs { get; init; }

    public static TypeRequests None { get; } = new([], []);

    /// <summary>What a contract asks for, without the places that say so: an edit that moves them changes no type.</summary>
    public static TypeRequests Of(Contract contract) => new(
        contract.Requirements.OfType<RequestedType>().Select(request => request.Type).Distinct().ToEquatableArray(),
        contract.Requirements.OfType<RequestedRecord>().Select(request => new RecordRequest(request.Map, request.Type)).Distinct().ToEquatableArray())
    {
        Structs = contract.Requirements.OfType<RequestedStruct>().Select(request => request.Struct).ToEquatableArray(),
    };
}

/// <summary>A type of the records that a buffer carries.</summary>
/// <param name="Map">The ring buffer or perf event array.</param>
/// <param name="Type">The type.</param>
internal readonly record struct RecordRequest(string Map, string Type);

/// <summary>A type that was asked for and is not to be had.</summary>
/// <param name="Type">The type as it was asked for.</param>
/// <param name="Reason">Why.</param>
internal readonly record struct MissingType(string Type, string Reason);

/// <summary>What is asked of every object.</summary>
/// <param name="Objects">The objects of which something is asked.</param>
internal sealed record TypeRequestPlan(EquatableArray<ObjectTypeRequests> Objects)
{
    public static TypeRequestPlan Of(ContractPlan plan) => new(plan.Contracts
        .Select(contract => new ObjectTypeRequests(contract.ObjectPath, TypeRequests.Of(contract)))
        .ToEquatableArray());

    public TypeRequests Of(string objectPath) => Objects.FirstOrDefault(item => item.ObjectPath == objectPath)?.Requests ?? TypeRequests.None;
}

/// <summary>What is asked of one object.</summary>
/// <param name="ObjectPath">The object.</param>
/// <param name="Requests">What is asked.</param>
internal sealed record ObjectTypeRequests(string ObjectPath, TypeRequests Requests);
