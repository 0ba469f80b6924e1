import PluginKit

extension PlanMiner {
    /// Waits for an order at a time.
    mutating func tryAgain(_ state: SwitchState, at time: Timestamp, attempts: Int, _ why: DeviceMessage) {
        self.state = state
        dueAt = time
        self.attempts = attempts
        result = nil
        self.why = why
    }

    /// Ends what it shed.
    mutating func close(at now: Timestamp) {
        if offAt != nil, onAt == nil { onAt = now }
    }

    /// Whether its device certainly never took an order to sleep.
    var isUntouched: Bool { offAt == nil && state == .disobeyed && attempts <= 1 && (result == .unsupported || result == .refused) }

    /// Takes what became of its order.
    mutating func take(_ order: DeviceOrderResult) {
        guard state == .ordered || state == .waking, result == nil else { return }
        result = order.outcome
        why = order.why
    }
}
