import PluginKit

/// Sends what was written to be sent. Each attempt is counted before it is made: after a crash it is made again, under the same reference.
struct AlertOutbox: Sendable {
    let context: PluginContext
    let sender: any AlertSending

    private static let batchSize: Int64 = 50
    private static let atOnce = 8
    private static let batches = 4

    /// Sends what is due and gives how many went well and how many did not.
    func sendDue() async throws -> (sent: Int, unsent: Int) {
        var (sent, unsent) = (0, 0)
        for _ in 0..<AlertOutbox.batches {
            let due = try await context.database.query("alert_deliveries_claim", .integer(AlertOutbox.batchSize)).decode(
                as: AlertDelivery.self)
            let well = try await send(due)
            sent += well
            unsent += due.count - well
            if due.count < AlertOutbox.batchSize { break }
        }
        return (sent, unsent)
    }

    private func send(_ due: [AlertDelivery]) async throws -> Int {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            var sent = 0
            for (position, delivery) in due.enumerated() {
                if position >= AlertOutbox.atOnce, try await group.next() == true { sent += 1 }
                group.addTask { try await attempt(delivery) }
            }
            for try await wentWell in group where wentWell { sent += 1 }
            return sent
        }
    }

    private func attempt(_ delivery: AlertDelivery) async throws -> Bool {
        let result = await sender.send(delivery)
        let settled = result.settled(after: delivery.attempts)
        var calls = [
            Database.Call(
                "alert_delivery_settle", .integer(delivery.id), .text(settled.state), .text(String(settled.reason.prefix(500))),
                Value(settled.waitSeconds))
        ]
        if case .gone = result { calls.append(Database.Call("alert_rule_webhook_gone", .integer(delivery.ruleId), .text(delivery.target))) }
        _ = try await context.database.batch(calls)
        if result != .sent { context.log.warning("An alert was not delivered by \(delivery.channel.rawValue): \(settled.reason)") }
        return result == .sent
    }
}
