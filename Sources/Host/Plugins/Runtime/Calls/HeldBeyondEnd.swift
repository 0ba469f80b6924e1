/// What an instance holds of the host beyond its end: a leak, as far as the host can see one.
package struct HeldBeyondEnd: Sendable, Hashable {
    /// Calls whose callers were answered long ago and which the plugin has not completed.
    package var calls = 0
    /// Statements, writes and other operations that go on though the call that they are for has ended.
    package var operations = 0
    /// Rounds of device exchanges, likewise.
    package var deviceRounds = 0

    package init(calls: Int = 0, operations: Int = 0, deviceRounds: Int = 0) {
        (self.calls, self.operations, self.deviceRounds) = (calls, operations, deviceRounds)
    }

    /// All of it.
    package var total: Int { calls + operations + deviceRounds }

    /// As lines of an instance's usage: what, how much of it, and why it counts.
    var json: [JSONValue] {
        [("held_calls", calls, "calls"), ("held_operations", operations, "operations"), ("held_device_rounds", deviceRounds, "rounds")]
            .map { name, used, unit in
                .object([
                    "name": .string(name), "used": .integer(Int64(used)), "unit": .string(unit), "window": .string("beyond their end"),
                ])
            }
    }
}
