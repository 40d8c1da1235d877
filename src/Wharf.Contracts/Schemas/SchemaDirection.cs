namespace Wharf.Contracts.Schemas;

/// <summary>Which way a document travels: it decides what <c>readOnly</c> and <c>writeOnly</c> mean for it.</summary>
public enum SchemaDirection
{
    /// <summary>Neither: both keywords are annotations.</summary>
    Any,

    /// <summary>From the client: a required member that is <c>readOnly</c> may be absent.</summary>
    Request,

    /// <summary>To the client: a required member that is <c>writeOnly</c> may be absent, and sending one is a violation.</summary>
    Response,
}
