/// What a reading tells of: decides what is still to be asked, and which commands brought something. Pure.
struct ReadingTopics: OptionSet, Sendable {
    let rawValue: UInt32

    static let rate = ReadingTopics(rawValue: 1 << 0)
    static let boards = ReadingTopics(rawValue: 1 << 1)
    static let temperatures = ReadingTopics(rawValue: 1 << 2)
    static let fans = ReadingTopics(rawValue: 1 << 3)
    static let power = ReadingTopics(rawValue: 1 << 4)
    static let boardRates = ReadingTopics(rawValue: 1 << 5)
    static let chipTemperature = ReadingTopics(rawValue: 1 << 6)
    static let boardTemperature = ReadingTopics(rawValue: 1 << 7)
    static let ambientTemperature = ReadingTopics(rawValue: 1 << 8)
    static let powerLimit = ReadingTopics(rawValue: 1 << 9)
    static let clock = ReadingTopics(rawValue: 1 << 10)
    static let pools = ReadingTopics(rawValue: 1 << 11)
    static let shares = ReadingTopics(rawValue: 1 << 12)
    static let hardwareErrors = ReadingTopics(rawValue: 1 << 13)
    static let uptime = ReadingTopics(rawValue: 1 << 14)
    static let pause = ReadingTopics(rawValue: 1 << 15)
    static let faults = ReadingTopics(rawValue: 1 << 16)
    static let serialNumber = ReadingTopics(rawValue: 1 << 17)
    static let model = ReadingTopics(rawValue: 1 << 18)

    /// What a miner's page shows of every miner that tells it.
    static let wanted: ReadingTopics = [.rate, .boards, .temperatures, .fans, .power, .pools]

    init(rawValue: UInt32) { self.rawValue = rawValue }

    /// What is told in `reading`.
    init(_ reading: MinerReading) {
        self = []
        func add(_ topic: ReadingTopics, _ isTold: Bool) { if isTold { insert(topic) } }
        add(.rate, !reading.hashrates.isEmpty)
        add(.boards, !reading.boards.isEmpty)
        add(.boardRates, reading.boards.contains { $0.hashrate != nil })
        add(.chipTemperature, reading.chipTemperatureCelsius != nil)
        add(.boardTemperature, reading.boardTemperatureCelsius != nil)
        add(.temperatures, reading.chipTemperatureCelsius != nil || reading.boardTemperatureCelsius != nil)
        add(.ambientTemperature, reading.ambientTemperatureCelsius != nil)
        add(.fans, !reading.fans.isEmpty)
        add(.power, reading.powerWatts != nil)
        add(.powerLimit, reading.powerLimitWatts != nil)
        add(.clock, reading.frequencyMHz != nil || reading.boards.contains { $0.frequencyMHz != nil })
        add(.pools, !reading.pools.isEmpty)
        add(.shares, reading.acceptedShares != nil)
        add(.hardwareErrors, reading.hardwareErrors != nil)
        add(.uptime, reading.uptimeSeconds != nil)
        add(.pause, reading.isPaused != nil)
        add(.faults, !reading.errorCodes.isEmpty)
        add(.serialNumber, reading.serialNumber != nil)
        add(.model, reading.model != nil)
    }
}
