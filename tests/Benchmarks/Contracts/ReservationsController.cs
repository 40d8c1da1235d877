using System.Security.Claims;

namespace Wharf.Benchmarks.Contracts;

/// <summary>The hand-written half of reservations.json.</summary>
sealed partial class ReservationsController
{
    public partial Task<ReserveNameResult> ReserveName(ClaimsPrincipal caller, NewReservation body, CancellationToken cancellationToken) =>
        Task.FromResult(ReserveNameResult.Created(
            new Reservation { Name = body.Name, Owner = caller.FindFirstValue(ClaimTypes.NameIdentifier)!, Tier = body.Tier },
            $"/reservations/{body.Name}"));
}
