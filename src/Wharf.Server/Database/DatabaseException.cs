namespace Wharf.Server.Database;

/// <summary>
/// The database cannot be opened, for a reason that an operator can act on. The message is complete: it says what is wrong and what
/// to do about it, and is shown without a stack trace.
/// </summary>
sealed class DatabaseException(string message, Exception? inner = null) : Exception(message, inner);
