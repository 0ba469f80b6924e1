/// A board while its fields arrive: rates as told, with the unit that was told or nil where another field tells it.
struct BoardScratch {
    var reading: BoardReading
    var rate: Double?
    var rateWindow: AveragingWindow?
    var rateUnit: RateUnit?
    var nominalRate: Double?
    var nominalUnit: RateUnit?
    /// Temperature and its name where both are fields of one object.
    var sensorCelsius: Double?
    var sensorName = ""
    /// Part of the device that is no hash board ("Control Board").
    var isOther = false

    init(index: Int) { reading = BoardReading(index: index) }

    /// Keeps the rate of the best window.
    mutating func offer(rate value: Double, unit: RateUnit?, window: AveragingWindow) {
        if let known = rateWindow, known <= window { return }
        rate = value
        rateUnit = unit
        rateWindow = window
    }

    mutating func offerChip(_ celsius: Double) {
        reading.chipTemperatureCelsius = max(reading.chipTemperatureCelsius ?? celsius, celsius)
    }

    mutating func offerBoard(_ celsius: Double) {
        reading.boardTemperatureCelsius = max(reading.boardTemperatureCelsius ?? celsius, celsius)
    }

    /// Whether the slot holds a board: chips answer, it hashes, or a sensor tells a temperature.
    var isPresent: Bool {
        if isOther { return false }
        return (reading.chips ?? 0) > 0 || (rate ?? 0) > 0 || reading.chipTemperatureCelsius != nil
            || reading.boardTemperatureCelsius != nil
    }
}
