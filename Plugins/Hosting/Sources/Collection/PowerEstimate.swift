/// What a miner draws where it does not tell: its nameplate's power by the share of the nameplate's rate that it reaches. Pure.
enum PowerEstimate {
    /// Of the nameplate; fans and electronics draw it even when nothing is hashed.
    private static let idleShare = 0.03

    /// Watts, or nil where neither rate nor nameplate tells anything.
    static func watts(hashrateTHs: Double?, nameplateHashrateTHs: Double, nameplatePowerWatts: Double) -> Double? {
        guard let hashrateTHs, nameplateHashrateTHs > 0, nameplatePowerWatts > 0 else { return nil }
        let share = min(hashrateTHs / nameplateHashrateTHs, 1.2)
        return nameplatePowerWatts * max(share, idleShare)
    }
}
