namespace Wharf.Server.Paging;

static class PagingModule
{
    /// <summary>Registers <see cref="PageCursors"/>. Needs the shared keys of the database.</summary>
    public static void AddPaging(this IHostApplicationBuilder builder) => builder.Services.AddSingleton<PageCursors>();
}
