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
        if isReduced { onAt = now }
    }

    /// Whether its device certainly never took an order to sleep.
    var isUntouched: Bool { offAt == nil && state == .disobeyed && attempts <= 1 && (result == .unsupported || result == .refused) }

    /// Whether no order to sleep got through to it.
    var isUnreached: Bool { state == .disobeyed && result == .unreachable && sighting != nil }

    /// Whether it may be told to sleep once more by now, since no order got through. Such tries are spread over time.
    func isWorthAnotherTry(at now: Timestamp, _ rules: SwitchRules) -> Bool {
        guard isUnreached, !isInMaintenance, let orderedAt else { return false }
        return now >= orderedAt.adding(seconds: rules.spreadSeconds(attempts: attempts))
    }

    /// Takes what became of its order.
    mutating func take(_ order: DeviceOrderResult) {
        guard state == .ordered || state == .waking, result == nil else { return }
        result = order.outcome
        why = order.why
    }
}
