/// Makes a rendered reply tell the state of its device where words and not numbers do: works on bytes, so malformed replies stay as they are.
struct StatePatch {
    private var bytes: [UInt8]

    /// The reply as a device in this state gives it. `level` is from 0, at rest, to 1.
    static func apply(_ state: DeviceState, level: Double, family: ControlFamily, to reply: [UInt8]) -> [UInt8] {
        var patch = StatePatch(bytes: reply)
        if let pools = state.pools {
            patch.addPools(upTo: pools.count)
            patch.setPools("URL", pools.map(\.url))
            patch.setPools("User", pools.map(\.user))
        }
        let isAsleep = state.isAsleep && level == 0
        switch family {
        case .whatsminer, .whatsminerV3:
            for name in ["mineroff", "btmineroff"] { patch.setEach(name, [isAsleep ? "true" : "false"]) }
            if let watts = state.powerLimitWatts {
                patch.setEach("power_limit_set", [String(watts)])
                patch.setEach("Power Limit", [String(watts)])
            }
        case .whatsminerFrames:
            patch.setEach("working", [isAsleep ? "false" : "true"])
            if let watts = state.powerLimitWatts { patch.setEach("power-limit", [String(watts)]) }
            if let pools = state.pools {
                patch.setPools("url", pools.map(\.url))
                patch.setPools("account", pools.map(\.user))
            }
        case .avalon:
            patch.replace("Work: In \(isAsleep ? "Work" : "Idle")", "Work: In \(isAsleep ? "Idle" : "Work")")
            patch.scaleSupply(level)
        case .avalon10: patch.scaleSupply(level)
        case .bitmain:
            // Bitmain's web server tells the mode under this name in its statistics; here the API does too.
            if patch.first("\"STATS\"", from: 0) != nil {
                patch.replace("\"Elapsed\"", "\"miner-mode\":\(state.isAsleep ? "1" : state.workMode),\"Elapsed\"")
            }
        case .epic:
            patch.setEach("Operating State", [isAsleep ? "Stopped" : level < 1 && state.powerLimitWatts == nil ? "Starting" : "Mining"])
            if level < 1 { patch.scaleHashrates(level) }
            if let pools = state.pools {
                patch.setEach("Current Pool", pools.prefix(1).map { $0.url.replacing("stratum+tcp://", with: "") })
                patch.setEach("Current User", pools.prefix(1).map(\.user))
                patch.setEach("login", pools.map(\.user))
                patch.setEach("pool", pools.map(\.url))
            }
        case .vnish: patch.setEach("state", [isAsleep ? "stopped" : state.isAsleep ? "shutting-down" : level < 1 ? "starting" : "mining"])
        case .sealMiner:
            patch.setEach("PM State", [state.isAsleep ? "Suspended" : "Running"])
            if let watts = state.powerLimitWatts { patch.setEach("Power Limit", [String(watts)]) }
        case .none, .bitmainBefore2020, .vnishBefore1, .bosminer, .bosminerGraph, .braiins, .luxos: break
        }
        return patch.bytes
    }

    /// Gives a list of pools with fewer slots than were told more of them, behind the last that is not the firmware's author's.
    private mutating func addPools(upTo count: Int) {
        guard first("\"POOLS\"", from: 0) != nil else { return }
        var slots: [ClosedRange<Int>] = []
        var position = 0
        while let key = first("\"URL\"", from: position) {
            guard let start = bytes[..<key].lastIndex(of: UInt8(ascii: "{")), let end = bytes[key...].firstIndex(of: UInt8(ascii: "}"))
            else { return }
            let text = String(decoding: bytes[start...end], as: UTF8.self)
            if !StatePatch.authors.contains(where: { text.contains("\"URL\":\"\($0)\"") }) { slots.append(start...end) }
            position = end
        }
        guard let last = slots.last, slots.count < count else { return }
        let slot = [UInt8(ascii: ",")] + bytes[last]
        for _ in slots.count..<count { bytes.insert(contentsOf: slot, at: last.upperBound + 1) }
    }

    /// What the pools of a firmware's author are called.
    private static let authors: Set<String> = ["DevFee", "*"]

    /// The same for what pools have: slots beyond those that were told are empty, and those of the firmware's author stay.
    private mutating func setPools(_ name: String, _ values: [String]) {
        setEach(name, values + Array(repeating: "", count: StatePatch.mostSlots), keeping: StatePatch.authors)
    }

    /// More than any captured device has.
    private static let mostSlots = 16

    /// Gives the first value under a name the first text, the second the second, and so on; further ones and those that are kept stay.
    private mutating func setEach(_ name: String, _ values: [String], keeping kept: Set<String> = []) {
        var position = 0
        var left = values[...]
        while let value = left.first {
            guard let key = first("\"\(name)\"", from: position) else { return }
            position = key + name.utf8.count + 2
            var start = position
            while start < bytes.count, bytes[start] == UInt8(ascii: ":") || bytes[start] == 0x20 { start += 1 }
            guard start < bytes.count else { return }
            let isText = bytes[start] == UInt8(ascii: "\"")
            if isText { start += 1 }
            let end = bytes[start...].firstIndex { byte in
                isText ? byte == UInt8(ascii: "\"") : [UInt8(ascii: ","), UInt8(ascii: "}"), 0x0A, 0x20].contains(byte)
            }
            guard let end else { return }
            if kept.contains(String(decoding: bytes[start..<end], as: UTF8.self)) {
                position = end
                continue
            }
            left.removeFirst()
            let text = Array(value.utf8.filter { $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") })
            bytes.replaceSubrange(start..<end, with: text)
            position = start + text.count
        }
    }

    private mutating func replace(_ old: String, _ new: String) {
        var position = 0
        while let start = first(old, from: position) {
            bytes.replaceSubrange(start..<start + old.utf8.count, with: Array(new.utf8))
            position = start + new.utf8.count
        }
    }

    /// Avalon's `PS[fault, 12 V, output voltage, current, output watts, set voltage, watts at the wall]`.
    private mutating func scaleSupply(_ level: Double) {
        var position = 0
        while let start = first(" PS[", from: position) {
            position = start + 4
            guard let end = bytes[position...].firstIndex(of: UInt8(ascii: "]")) else { return }
            let fields = String(decoding: bytes[position..<end], as: UTF8.self).split(separator: " ")
            let scaled = fields.enumerated().map { place, field in
                guard [3, 4, 6].contains(place), let value = Double(field) else { return String(field) }
                return String(Int(value * DriftReadings.powerShare(level)))
            }
            let text = Array(scaled.joined(separator: " ").utf8)
            bytes.replaceSubrange(position..<end, with: text)
            position += text.count
        }
    }

    /// PowerPlay's `"Hashrate": [49440724.0, 103.1, 0.8]` of a board: rate, share of the target, share of errors.
    private mutating func scaleHashrates(_ level: Double) {
        var position = 0
        while let start = first("\"Hashrate\":[", from: position) {
            position = start + 12
            guard let end = bytes[position...].firstIndex(of: UInt8(ascii: ",")) else { return }
            let rate = Double(String(decoding: bytes[position..<end], as: UTF8.self)) ?? 0
            let text = Array(String(rate * level).utf8)
            bytes.replaceSubrange(position..<end, with: text)
            position += text.count
        }
    }

    private func first(_ text: String, from start: Int) -> Int? {
        let wanted = Array(text.utf8)
        guard let first = wanted.first, start <= bytes.count - wanted.count else { return nil }
        return (start...(bytes.count - wanted.count)).first {
            bytes[$0] == first && bytes[$0..<$0 + wanted.count].elementsEqual(wanted)
        }
    }
}
