using System.Runtime.ExceptionServices;

namespace Wharf.Contracts.Violations;

/// <summary>
/// Goes on with a deep recursion on another stack. A deep document under a schema with many layers could use up the stack of a request's
/// thread, and that ends the process; here it costs a thread, once in a document if ever.
/// </summary>
static class FreshStack
{
    const int Size = 16 * 1024 * 1024;

    public static T Run<T>(Func<T> work)
    {
        T result = default!;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    result = work();
                }
                catch (Exception problem)
                {
                    // Thrown again where the caller can see it.
                    failure = ExceptionDispatchInfo.Capture(problem);
                }
            },
            Size);
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result;
    }
}
