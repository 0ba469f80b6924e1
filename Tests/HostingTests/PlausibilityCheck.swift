import Testing

@testable import Hosting

/// Fails where a reading holds a value that cannot be true.
func expectPlausible(_ reading: MinerReading, _ what: @autoclosure () -> String) {
    var values: [(Double?, ClosedRange<Double>)] = [
        (reading.chipTemperatureCelsius, -40...150), (reading.boardTemperatureCelsius, -40...150),
        (reading.ambientTemperatureCelsius, -40...150), (reading.powerWatts, 1...20_000), (reading.powerLimitWatts, 1...20_000),
        (reading.frequencyMHz, 1...6_000), (reading.voltageVolts, 0.05...60), (reading.hashrateTHs, 0...2_500),
        (reading.nominalHashrate, 0...10_000_000), (reading.uptimeSeconds.map(Double.init), 0...1e9),
        (reading.acceptedShares.map(Double.init), 0...9.1e15), (reading.hardwareErrors.map(Double.init), 0...9.3e18),
    ]
    for rate in reading.hashrates { values.append((rate.value, 0...(rate.unit == .terahash ? 2_500 : 1e7))) }
    for board in reading.boards {
        values += [
            (board.chipTemperatureCelsius, -40...150), (board.boardTemperatureCelsius, -40...150), (board.hashrate, 0...1e7),
            (board.powerWatts, 1...20_000), (board.voltageVolts, 0.05...60), (board.frequencyMHz, 1...6_000),
        ]
    }
    for fan in reading.fans { values += [(fan.rpm.map(Double.init), 0...30_000), (fan.percent, 0...100)] }
    let wrong = values.filter { value, range in value.map { !range.contains($0) } ?? false }
    #expect(wrong.isEmpty, "\(what()): \(wrong)")
}
