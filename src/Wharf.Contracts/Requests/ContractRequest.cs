using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Wharf.Contracts.Documents;

namespace Wharf.Contracts.Requests;

/// <summary>A request that meets the contract, with everything that was parsed while judging it: nothing is parsed twice.</summary>
public sealed class ContractRequest
{
    internal ContractRequest(HttpContext http, ContractOperation operation)
    {
        Http = http;
        Operation = operation;
        Values = operation.Parameters.Count == 0 ? [] : new ParameterValue[operation.Parameters.Count];
    }

    /// <summary>The request as ASP.NET Core has it.</summary>
    public HttpContext Http { get; }

    /// <summary>The operation that is asked for.</summary>
    public ContractOperation Operation { get; }

    /// <summary>Who calls; an identity without authentication where the operation is open to everybody.</summary>
    public ClaimsPrincipal Caller => Http.User;

    /// <summary>The services of this request.</summary>
    public IServiceProvider Services => Http.RequestServices;

    /// <summary>Fires when the caller hangs up.</summary>
    public CancellationToken Aborted => Http.RequestAborted;

    /// <summary>The parts of a multipart body, as they arrive.</summary>
    /// <exception cref="InvalidOperationException">The operation's body is not multipart.</exception>
    public MultipartBody Multipart => MultipartOrNull ?? throw new InvalidOperationException($"{Operation.Id} has no multipart body.");

    /// <summary>A body of bytes, as they arrive. Counted against the operation's limit.</summary>
    public Stream Body => Http.Request.Body;

    internal ParameterValue[] Values { get; }

    /// <summary>The validated JSON body; empty when there is none. Valid until the response is written.</summary>
    internal ReadOnlyMemory<byte> Json { get; set; }

    /// <summary>How far the request pipe has been read for <see cref="Json"/>; null when nothing is held.</summary>
    internal SequencePosition? JsonEnd { get; set; }

    internal MultipartBody? MultipartOrNull { get; set; }
}
