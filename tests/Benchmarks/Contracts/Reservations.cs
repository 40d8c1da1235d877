using System.Security.Claims;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Wharf.Contracts.Hosting;
using Wharf.Contracts.Responses;

namespace Wharf.Benchmarks.Contracts;

// The generated half of reservations.json, as the templates write it: endpoints, closed result, DTOs, JSON context.

partial class ReservationsController
{
    public partial Task<ReserveNameResult> ReserveName(ClaimsPrincipal caller, NewReservation body, CancellationToken cancellationToken);
}

static class ReservationsEndpoints
{
    public static void MapReservations(this IEndpointRouteBuilder app)
    {
        var contract = app.Contract("reservations", ReservationsJson.Default);
        var controller = ActivatorUtilities.CreateFactory<ReservationsController>([]);
        {
            var operation = contract.Operation("reserveName");
            var body = operation.JsonBody<NewReservation>();
            operation.Map(
                typeof(ReservationsController).GetMethod(nameof(ReservationsController.ReserveName))!,
                ReserveNameResult.Responses,
                async request => await controller(request.Services, null).ReserveName(
                    request.Caller,
                    body.Read(request),
                    request.Aborted));
        }
        contract.Complete();
    }
}

sealed class ReserveNameResult : ContractResult
{
    ReserveNameResult(int status) : base(status) { }

    internal static IReadOnlyList<IProducesResponseTypeMetadata> Responses { get; } =
        [new ContractResponse(201, typeof(Reservation), "application/json")];

    public static ReserveNameResult Created(Reservation body, string location)
    {
        var result = new ReserveNameResult(201);
        result.SetJson("application/json", body, ReservationsJson.Default);
        result.SetHeader("Location", location);
        return result;
    }
}

[JsonSerializable(typeof(NewReservation))]
[JsonSerializable(typeof(Reservation))]
[JsonSourceGenerationOptions(
    RespectNullableAnnotations = true, Converters = [typeof(Rfc3339), typeof(IntegralInt32), typeof(IntegralInt64)])]
sealed partial class ReservationsJson : JsonSerializerContext;

sealed record NewReservation
{
    [JsonPropertyName("name")]
    public required string Name { get; init; }

    [JsonPropertyName("region")]
    public required Region Region { get; init; }

    [JsonPropertyName("tier")]
    public required int Tier { get; init; }
}

[JsonConverter(typeof(JsonStringEnumConverter<Region>))]
enum Region
{
    [JsonStringEnumMemberName("eu-west-1")]
    EuWest1,

    [JsonStringEnumMemberName("eu-central-1")]
    EuCentral1,

    [JsonStringEnumMemberName("us-east-1")]
    UsEast1,

    [JsonStringEnumMemberName("us-west-2")]
    UsWest2,
}

sealed record Reservation
{
    [JsonPropertyName("name")]
    public required string Name { get; init; }

    [JsonPropertyName("owner")]
    public required string Owner { get; init; }

    [JsonPropertyName("tier")]
    public required int Tier { get; init; }
}
