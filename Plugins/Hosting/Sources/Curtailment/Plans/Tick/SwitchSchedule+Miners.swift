extension SwitchSchedule {
    /// Of miners of a plan, by what each took and computed before it; the places in its batches are theirs.
    init(_ miners: [PlanMiner], times: SwitchTimes) {
        self.init(
            powerWatts: miners.map { max(1, Int64($0.baselineWatts)) }, hashrateGHs: miners.map { Int64($0.baselineTHs * 1_000) },
            times: times)
    }
}
