namespace Wharf.Server.Accounts;

/// <summary>
/// How email addresses are compared: without regard to case, as every mail server in use does with the part before the @ too. Dots and
/// plus signs mean different mailboxes in many places, so they count.
/// </summary>
static class EmailKey
{
    public static string Of(string email) => email.ToLowerInvariant();
}
