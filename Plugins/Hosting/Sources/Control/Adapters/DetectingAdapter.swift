import PluginKit

/// For a device that was never read, or whose replies tell only that some CGMiner runs on it: asks what it is, then goes on as its
/// firmware's adapter.
struct DetectingAdapter: DeviceAdapter {
    private let action: DeviceAction
    private let access: DeviceAccess
    private var found: (any DeviceAdapter)?
    private var asked = 0
    /// A web server answered, and was asked whether it is PowerPlay's.
    private var isAskingWeb = false

    /// One after the other until an answer tells the firmware; btminer's own come last.
    private static let questions = [
        CommandBytes.json("version"), CommandBytes.json("stats"), CommandBytes.object { $0.field("cmd", "get_version") },
        CommandBytes.object { $0.field("cmd", "get_token") },
    ]
    /// Codes that only btminer gives: a version, a token, too many tokens.
    private static let btminerCodes: Set<Int> = [131, 134, 136]

    init(_ action: DeviceAction, _ access: DeviceAccess) {
        self.action = action
        self.access = access
    }

    var workMode: String? { found?.workMode }

    mutating func begin() -> DeviceStep { ask() }

    mutating func take(_ reply: [UInt8]) -> DeviceStep {
        if found != nil { return found!.take(reply) }
        if !isAskingWeb, reply.starts(with: Array("HTTP/".utf8)) { return askWeb() }
        guard var adapter = isAskingWeb ? powerPlay(reply) : adapter(reply) else {
            guard !isAskingWeb, asked < DetectingAdapter.questions.count else {
                return .done(DeviceVerdict(.unsupported, .firmwareUntold))
            }
            return ask()
        }
        defer { found = adapter }
        return adapter.begin()
    }

    /// Whoever refuses the first question may have MicroBT's API 3 alone, which has a port of its own.
    mutating func goOn(without outcome: DeviceReply.Outcome) -> DeviceStep? {
        if found != nil { return found!.goOn(without: outcome) }
        guard outcome == .refused, asked == 1, !isAskingWeb else { return nil }
        var adapter = WhatsminerV3Adapter(action, access)
        defer { found = adapter }
        return adapter.begin()
    }

    private mutating func ask() -> DeviceStep {
        defer { asked += 1 }
        return .ask(DeviceRequest(port: access.port, bytes: DetectingAdapter.questions[asked], framing: .command))
    }

    /// What each PowerPlay tells without a password.
    private mutating func askWeb() -> DeviceStep {
        isAskingWeb = true
        let bytes = HTTPMessage.bytes("GET", "/summary", host: access.host(access.port))
        return .ask(DeviceRequest(port: access.port, bytes: bytes, framing: .http))
    }

    private func adapter(_ reply: [UInt8]) -> (any DeviceAdapter)? {
        if let code = CommandReply(reply).code, DetectingAdapter.btminerCodes.contains(code) { return WhatsminerAdapter(action, access) }
        return adapter(ofFirmwareIn: reply)
    }

    /// A web server where the API should be may be anybody's: PowerPlay's password is for one alone that tells that it is PowerPlay.
    private func powerPlay(_ reply: [UInt8]) -> (any DeviceAdapter)? { adapter(ofFirmwareIn: reply) as? EpicAdapter }

    private func adapter(ofFirmwareIn reply: [UInt8]) -> (any DeviceAdapter)? {
        var builder = MinerReadingBuilder()
        _ = unsafe reply.withUnsafeBufferPointer { unsafe builder.add($0) }
        guard let firmware = builder.finish().firmware, !FirmwareAdapters.isGeneric(firmware.name) else { return nil }
        return FirmwareAdapters.adapter("\(firmware.name) \(firmware.version)", action, access)
    }
}
