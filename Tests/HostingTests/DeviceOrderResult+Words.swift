@testable import Hosting

extension DeviceOrderResult {
    /// With English words alone, as older plugins stored them.
    init(minerId: Int64, outcome: Outcome, detail: String, workMode: String? = nil) {
        self.init(minerId: minerId, outcome: outcome, why: DeviceMessage(words: detail), workMode: workMode)
    }
}
