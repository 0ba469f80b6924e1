import PluginKit

/// MicroBT's API 3: frames with a length, and a token of command, password, salt and time in place of encryption.
struct WhatsminerV3Adapter: DeviceAdapter {
    private static let account = "super"
    private static let tokenCharacters = 8

    private let action: DeviceAction
    private let access: DeviceAccess
    private var hasSalt = false

    init(_ action: DeviceAction, _ access: DeviceAccess) {
        self.action = action
        self.access = access
    }

    mutating func begin() -> DeviceStep {
        if case .setPools = action {
            return .done(DeviceVerdict(.unsupported, .poolsWhatsminer))
        }
        return ask(.nothingDone) { json in
            json.field("cmd", "get.device.info")
            json.field("param", "salt")
        }
    }

    mutating func take(_ reply: [UInt8]) -> DeviceStep {
        let fields = LooseFields(LengthFrame.content(reply) ?? reply)
        guard hasSalt else {
            guard let salt = fields.text("salt"), !salt.isEmpty else {
                return .done(.refused(.noSalt, saying: fields.text("desc") ?? fields.text("msg") ?? ""))
            }
            hasSalt = true
            return order(salt)
        }
        let said = fields.text("msg") ?? fields.text("desc") ?? ""
        switch fields.integer("code") {
        case 0: return .done(DeviceVerdict(.accepted, .tookOrder))
        case nil: return .done(.refused(.unreadable))
        case .some where ["token", "auth", "permission"].contains { said.lowercased().contains($0) }:
            return .done(.refused(.wrongPasswordOf, ["user": WhatsminerV3Adapter.account], saying: said))
        case let code?: return .done(.refused(.saidNoCode, ["code": String(code)], saying: said))
        }
    }

    private func order(_ salt: String) -> DeviceStep {
        let (command, parameter) = WhatsminerV3Adapter.command(action)
        let token = WhatsminerV3Adapter.token(
            command: command, password: access.passwords[.whatsminer], salt: salt, unixSeconds: access.unixSeconds)
        return ask(.mayBeDone) { json in
            json.field("cmd", command)
            json.field("ts", access.unixSeconds)
            json.field("token", token)
            json.field("account", WhatsminerV3Adapter.account)
            json.field("param", parameter)
        }
    }

    /// The first eight characters of the base64 of SHA-256 over command, password, salt and time.
    static func token(command: String, password: String, salt: String, unixSeconds: Int64) -> String {
        String(Base64Text.encode(Digests.sha256("\(command)\(password)\(salt)\(unixSeconds)")).prefix(tokenCharacters))
    }

    private static func command(_ action: DeviceAction) -> (String, JSONValue) {
        switch action {
        case .sleep: ("set.miner.service", .string("stop"))
        case .wake: ("set.miner.service", .string("start"))
        case .restart, .setPools: ("set.miner.service", .string("restart"))
        case .limitPower(let watts): ("set.miner.power_limit", .integer(Int64(watts)))
        }
    }

    private func ask(_ silence: DeviceRequest.Silence, _ body: (inout JSONWriter) -> Void) -> DeviceStep {
        .ask(
            DeviceRequest(
                port: access.whatsminerPort, bytes: LengthFrame.bytes(CommandBytes.object(body)), framing: .lengthPrefixed, silence: silence
            ))
    }
}
