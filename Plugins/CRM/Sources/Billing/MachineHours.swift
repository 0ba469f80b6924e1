/// Hours of machines, all of them together. Pure.
struct MachineHours: Sendable, Equatable {
    /// In service.
    let expected: Decimal
    let curtailed: Decimal
    /// Not hashing, and not curtailed.
    let down: Decimal
    /// Of these, answering and drawing power.
    let idle: Decimal
    /// Of which nothing is known.
    let missing: Decimal

    var hashed: Decimal { expected - curtailed - down - missing }
}
