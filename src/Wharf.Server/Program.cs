using Wharf.Contracts.Hosting;
using Wharf.Server.Health;

var builder = WebApplication.CreateSlimBuilder(args);
builder.WebHost.UseKestrelHttpsConfiguration();
if (builder.Configuration["urls"] is null) builder.WebHost.UseUrls("http://127.0.0.1:5080");

builder.Services.AddContracts(options =>
{
    options.UseResources(typeof(Program).Assembly);
    options.CheckResponses = builder.Environment.IsDevelopment();
});
builder.AddHealth();

var app = builder.Build();
app.UseContracts();
app.MapHealth();
await app.RunAsync();
