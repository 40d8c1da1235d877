namespace Wharf.Contracts.Problems;

/// <summary>
/// Refuses a request from within a stream that a handler is reading: the contract's rules for a body that flows (its size, its multipart
/// framing) can only be judged as it arrives. The runtime turns it into the problem; handlers let it pass and clean up.
/// </summary>
/// <param name="status">The HTTP status code, 400 to 499.</param>
/// <param name="detail">What is wrong, for people.</param>
/// <param name="errors">The violations, where the contract names them.</param>
public sealed class RequestRefusedException(int status, string detail, params IReadOnlyList<ProblemError> errors) : Exception(detail)
{
    /// <summary>The HTTP status code.</summary>
    public int Status => status;

    /// <summary>The violations, if any.</summary>
    public IReadOnlyList<ProblemError> Errors => errors;
}
