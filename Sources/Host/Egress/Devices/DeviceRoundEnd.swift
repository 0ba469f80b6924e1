/// The end of a round, after its last reply was handed over.
package struct DeviceRoundEnd: Sendable {
    /// Replies handed over, by `DeviceOutcome.rawValue`.
    package internal(set) var counts = [Int](repeating: 0, count: DeviceOutcome.allCases.count)
    /// Connections begun, further tries included.
    package internal(set) var connections = 0
    /// From start to end, in nanoseconds.
    package internal(set) var elapsedNanos: UInt64 = 0

    /// Replies with this outcome.
    package subscript(outcome outcome: DeviceOutcome) -> Int { counts[Int(outcome.rawValue)] }
}
