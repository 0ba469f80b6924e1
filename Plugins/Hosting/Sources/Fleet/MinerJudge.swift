/// Judges what a round with one miner showed. Pure.
struct MinerJudge {
    /// Of one machine of the model.
    let nameplateHashrateTHs: Double
    /// Of one machine of the model; 0 where it is not known.
    var nameplatePowerWatts = 0.0
    let lowHashratePercent: Int
    /// Whether it was told to sleep and was not seen at work since.
    var isToldToSleep = false

    /// Of the nameplate: a control board draws less, a hash board at work more.
    private static let idlePowerShare = 0.05

    /// Of the nameplate: a miner that draws more is at work, whatever it was told.
    private static let workingPowerShare = 0.5

    /// A device that states three times its nameplate lies or was confused with another.
    private static let absurdFactor = 3.0

    /// The state and, where there is one, the reason for a person.
    func judge(_ reading: MinerReading) -> (state: ObservedState, detail: String) {
        if reading.isPaused == true { return (.paused, "The miner states that it is paused.") }
        guard reading.algorithm == .sha256 else {
            return (.ok, "The miner computes \(reading.algorithm.rawValue); its rate is not counted in TH/s.")
        }
        guard let rate = reading.hashrateTHs else {
            return (.malformed, "The miner answered, but told no hashrate.")
        }
        let nameplate = nameplateHashrateTHs * Double(reading.modules)
        if rate > nameplate * MinerJudge.absurdFactor {
            return (.malformed, "The miner states \(rate.rounded()) TH/s, which its model cannot reach.")
        }
        if rate == 0, let watts = reading.powerWatts,
            watts < nameplatePowerWatts * Double(reading.modules) * MinerJudge.idlePowerShare
        {
            return (.paused, "The miner hashes nothing and draws \(Int64(saturating: watts)) W.")
        }
        if rate == 0, isToldToSleep, !contradictsSleep(reading) { return (.paused, "The miner was told to sleep and hashes nothing.") }
        if rate < nameplate * Double(lowHashratePercent) / 100 {
            let share = nameplate > 0 ? Int64(saturating: (rate / nameplate * 100).rounded()) : 0
            return (.hashingLow, "\(share) % of the nameplate rate.")
        }
        return (.ok, reading.isCutOff ? "The answer was cut off after its summary." : "")
    }

    /// Whether the miner says that it mines, or draws what nobody does who sleeps.
    private func contradictsSleep(_ reading: MinerReading) -> Bool {
        let most = nameplatePowerWatts * Double(reading.modules) * MinerJudge.workingPowerShare
        return reading.isPaused == false || most > 0 && reading.powerWatts.map { $0 >= most } ?? false
    }

    /// The state for a reply that gave no reading.
    static func judge(_ failure: ReplyFailure) -> (state: ObservedState, detail: String) {
        switch failure {
        case .accessDenied: (.refusing, failure.message)
        case .empty: (.refusing, failure.message)
        case .invalidCommand, .invalidRequest, .missingCommand, .deviceError, .encrypted: (.refusing, failure.message)
        case .notJSON, .truncated, .cutShort, .nothingKnown: (.malformed, failure.message)
        }
    }
}
