/// What a number in a reply means, as far as it decides how it changes with time.
enum DriftSignal: Sendable, Equatable {
    /// A hashrate over seconds.
    case fastRate
    /// A hashrate averaged over minutes or longer.
    case slowRate
    case temperature
    case fanSpeed
    case power
    /// Unix seconds of the reply itself.
    case clock
    /// Unix seconds of an earlier event.
    case pastClock
    /// Seconds that something has run.
    case uptime
    /// A total that grows as the device works.
    case counter

    /// The signal of a JSON key; nil for a number that stays as captured.
    static func ofKey(_ key: String) -> DriftSignal? {
        switch key {
        case "When", "when": return .clock
        case "Last Share Time", "Last Valid Work", "Last getwork": return .pastClock
        case "Elapsed", "elapsed", "Uptime", "uptime", "Device Elapsed", "System Uptime": return .uptime
        case "Accepted", "Getworks", "Local Work", "Total MH", "Difficulty Accepted", "Diff1 Work", "Diff1 Shares", "Works": return .counter
        case "Power", "Power_RT", "power", "chain_power", "PowerIn", "PowerOut", "Watts", "Input Power", "PSU Input Power": return .power
        case "Fan Speed In", "Fan Speed Out", "RPM", "fan_speed": return .fanSpeed
        case "Temperature", "Env Temp", "Board", "Chip", "temp_max", "Temp max", "Temp min", "Temp": return .temperature
        case "HS RT", "total_rate", "total rate", "hash-realtime", "hash-1min": return .fastRate
        case "hash-15min", "hash-average": return .slowRate
        case "power-realtime", "power-5min": return .power
        case "fan-speed-in", "fan-speed-out", "fanspeed": return .fanSpeed
        case "chip-temp-avg", "chip-temp-max", "chip-temp-min", "environment-temperature": return .temperature
        default: break
        }
        if key.hasPrefix("GHS ") || key.hasPrefix("MHS ") { return key.hasSuffix(" 5s") || key.hasSuffix(" 30s") ? .fastRate : .slowRate }
        if key.hasSuffix(" MHS(Sample)") { return .fastRate }
        if key.first?.isNumber == true, key.contains(" Temp ") { return .temperature }
        if key.first?.isNumber == true, key.hasSuffix(" Speed") { return .fanSpeed }
        if isNumbered(key, after: "chain_rate") { return .fastRate }
        if isNumbered(key, after: "rate_") { return .slowRate }
        if key.hasPrefix("Chip Temp ") { return .temperature }
        for prefix in ["temp_pcb", "temp_chip", "temp_pic"] where isNumbered(key, after: prefix) { return .temperature }
        if isNumbered(key, after: "temp") && !key.hasSuffix("_ok") { return .temperature }
        if isNumbered(key, after: "chain_consumption") || isNumbered(key, after: "chain_power") { return .power }
        return isNumbered(key, after: "fan") || isNumbered(key, after: "Fan") ? .fanSpeed : nil
    }

    /// The signal of a name in Avalon's `Name[value]` form.
    static func ofAvalonName(_ name: String) -> DriftSignal? {
        switch name {
        case "GHSspd", "MGHS": .fastRate
        case "GHSavg": .slowRate
        case "Temp", "TMax", "TAvg", "ITemp", "HBITemp", "HBOTemp", "MTmax", "MTavg": .temperature
        case "Elapsed": .uptime
        default: isNumbered(name, after: "Fan") ? .fanSpeed : nil
        }
    }

    private static func isNumbered(_ key: String, after prefix: String) -> Bool {
        guard key.hasPrefix(prefix), let next = key.dropFirst(prefix.count).first else { return false }
        return next.isASCII && next.isNumber
    }
}
