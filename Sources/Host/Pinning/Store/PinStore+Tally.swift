internal import PostgresClient

/// What happened at one provider in a while, over all hosts.
package struct PinTally: Sendable, Hashable {
    /// Objects that came to be pinned.
    package var pinned = 0
    /// Tries that failed.
    package var failed = 0
    /// Objects that it had still when it was asked.
    package var checked = 0
    /// Objects that it had no more.
    package var lost = 0

    package init(pinned: Int = 0, failed: Int = 0, checked: Int = 0, lost: Int = 0) {
        self.pinned = pinned
        self.failed = failed
        self.checked = checked
        self.lost = lost
    }
}

extension PinStore {
    private static let count: Statement = """
        INSERT INTO app.pin_hours AS h (provider, hour, pinned, failed, checked, lost)
        VALUES ($1, date_trunc('hour', now()), $2, $3, $4, $5)
        ON CONFLICT (provider, hour) DO UPDATE SET pinned = h.pinned + excluded.pinned, failed = h.failed + excluded.failed,
            checked = h.checked + excluded.checked, lost = h.lost + excluded.lost
        """
    private static let forgetHours: Statement = "DELETE FROM app.pin_hours WHERE hour < now() - interval '8 days'"

    /// Adds to the hour's counts.
    func counting(_ lease: PinLease, _ tally: PinTally) -> (Statement, [PostgresValue]) {
        (
            Self.count,
            [.text(lease.provider.rawValue)] + [tally.pinned, tally.failed, tally.checked, tally.lost].map { .int(Int64($0)) }
        )
    }

    /// Deletes counts that nobody asks for any more.
    var forgettingHours: (Statement, [PostgresValue]) { (Self.forgetHours, []) }
}
