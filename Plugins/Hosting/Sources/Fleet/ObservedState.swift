/// What a miner was seen doing in the last round.
///
/// `stale` (no round for a while), `offline` (set by people) and `never_seen` are told from the rows when they are read.
enum ObservedState: String, Sendable, CaseIterable {
    /// Hashing as its nameplate says.
    case ok
    /// Hashing, but below its share of the nameplate.
    case hashingLow = "hashing_low"
    /// Answers that it sleeps.
    case paused
    /// No connection, or none that answers in time.
    case unreachable
    /// Answers, but refuses: the connection or the commands.
    case refusing
    /// Answers what cannot be read or cannot be true.
    case malformed
}
