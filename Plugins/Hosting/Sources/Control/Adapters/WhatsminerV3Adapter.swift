import PluginKit

/// MicroBT's API 3: frames with a length, and a token of command, password, salt and time. Pools are encrypted with what the token is cut from.
///
/// Source: github.com/whatsminer/whatsminer-mdk-worker, the maker's own, its vector in the tests; github.com/iaon/ya-whatsminer-cli, the same.
struct WhatsminerV3Adapter: DeviceAdapter {
    private static let account = "super"
    private static let tokenCharacters = 8
    private static let poolSlots = 3

    private let action: DeviceAction
    private let access: DeviceAccess
    private var hasSalt = false

    init(_ action: DeviceAction, _ access: DeviceAccess) {
        self.action = action
        self.access = access
    }

    mutating func begin() -> DeviceStep {
        if case .setPools(let pools) = action,
            let refusal = DevicePool.refusal(of: pools, most: WhatsminerV3Adapter.poolSlots, by: "Whatsminer")
        {
            return .done(refusal)
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
        let command = WhatsminerV3Adapter.command(action)
        let digest = WhatsminerV3Adapter.digest(
            command: command, password: access.passwords.whatsminerSuper, salt: salt, unixSeconds: access.unixSeconds)
        guard let parameter = WhatsminerV3Adapter.parameter(action, key: digest) else {
            return .done(.refused(.tokenUnusable, saying: salt))
        }
        return ask(.mayBeDone) { json in
            json.field("cmd", command)
            json.field("ts", access.unixSeconds)
            json.field("token", WhatsminerV3Adapter.token(of: digest))
            json.field("account", WhatsminerV3Adapter.account)
            json.field("param", parameter)
        }
    }

    /// SHA-256 over command, password, salt and time.
    static func digest(command: String, password: String, salt: String, unixSeconds: Int64) -> [UInt8] {
        Digests.sha256("\(command)\(password)\(salt)\(unixSeconds)")
    }

    /// The first eight characters of the base64 of a digest.
    static func token(of digest: [UInt8]) -> String { String(Base64Text.encode(digest).prefix(tokenCharacters)) }

    /// The parameter of an order; nil where it cannot be encrypted.
    static func parameter(_ action: DeviceAction, key: [UInt8]) -> JSONValue? {
        switch action {
        case .sleep: .string("stop")
        case .wake: .string("start")
        case .restart: .string("restart")
        case .limitPower(let watts): .integer(Int64(watts))
        case .setPools(let pools): (try? PKCS7PaddedAES.encrypt(text(pools), key: key)).map { .string(Base64Text.encode($0)) }
        }
    }

    private static func command(_ action: DeviceAction) -> String {
        switch action {
        case .sleep, .wake, .restart: "set.miner.service"
        case .limitPower: "set.miner.power_limit"
        case .setPools: "set.miner.pools"
        }
    }

    private static func text(_ pools: [DevicePool]) -> [UInt8] {
        var json = JSONWriter()
        json.array { json in
            for pool in pools {
                json.object { json in
                    json.field("pool", pool.url)
                    json.field("worker", pool.user)
                    json.field("passwd", pool.password)
                }
            }
        }
        return json.bytes
    }

    private func ask(_ silence: DeviceRequest.Silence, _ body: (inout JSONWriter) -> Void) -> DeviceStep {
        .ask(
            DeviceRequest(
                port: access.whatsminerPort, bytes: LengthFrame.bytes(CommandBytes.object(body)), framing: .lengthPrefixed, silence: silence
            ))
    }
}
