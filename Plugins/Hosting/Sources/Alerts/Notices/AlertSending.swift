/// Whoever carries a message to its receiver.
protocol AlertSending: Sendable {
    /// Makes one attempt. Never throws: what went wrong is a result.
    func send(_ delivery: AlertDelivery) async -> DeliveryResult
}
