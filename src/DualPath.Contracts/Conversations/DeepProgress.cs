namespace DualPath.Contracts.Conversations;

/// <summary>How far the deep path has come.</summary>
[GenerateSerializer]
public sealed record DeepProgress : TurnEvent
{
    /// <summary>Recurrent steps done.</summary>
    [Id(0)] public required int Step { get; init; }

    /// <summary>Recurrent steps the deep path will run.</summary>
    [Id(1)] public required int Of { get; init; }

    /// <summary>Convergence of the latent states: the relative change of the last step, ‖s_i − s_(i−1)‖ / ‖s_i‖, averaged over the rows.</summary>
    [Id(2)] public required double Convergence { get; init; }

    /// <summary>Leading characters of the draft that the deep path agrees with so far.</summary>
    [Id(3)] public required int ConfirmedCharacters { get; init; }
}
