import PluginKit

/// MicroBT's firmware. Its API 2 is asked for a token first; where it is gone, API 3 is tried.
struct WhatsminerAdapter: DeviceAdapter {
    private let action: DeviceAction
    private let access: DeviceAccess
    private var cipher: WhatsminerCipher?
    private var newer: WhatsminerV3Adapter?

    private static let poolSlots = 3
    /// Codes of the API: token, wrong token, too many tokens.
    private static let wrongToken = 135, tooManyTokens = 136

    init(_ action: DeviceAction, _ access: DeviceAccess) {
        self.action = action
        self.access = access
    }

    mutating func begin() -> DeviceStep {
        if case .setPools(let pools) = action,
            let refusal = DevicePool.refusal(of: pools, most: WhatsminerAdapter.poolSlots, by: "Whatsminer")
        {
            return .done(refusal)
        }
        let bytes = CommandBytes.object { $0.field("cmd", "get_token") }
        return .ask(DeviceRequest(port: access.port, bytes: bytes, framing: .command))
    }

    mutating func take(_ reply: [UInt8]) -> DeviceStep {
        if newer != nil { return newer!.take(reply) }
        guard let cipher else { return tookToken(CommandReply(reply)) }
        let plain = LooseFields(reply).text("enc").flatMap { Base64Text.decode($0) }.flatMap { cipher.decrypt($0) }
        return .done(WhatsminerAdapter.verdict(CommandReply(plain ?? reply)))
    }

    mutating func goOn(without outcome: DeviceReply.Outcome) -> DeviceStep? {
        guard newer == nil, cipher == nil, outcome == .refused else { return newer?.goOn(without: outcome) }
        return tryNewer()
    }

    private mutating func tookToken(_ reply: CommandReply) -> DeviceStep {
        guard let time = reply.fields.text("time"), let salt = reply.fields.text("salt"), let newSalt = reply.fields.text("newsalt") else {
            if reply.code == WhatsminerAdapter.tooManyTokens {
                return .done(.refused(.tokensUsedUp, saying: reply.message))
            }
            return reply.isUnknownCommand ? tryNewer() : .done(.refused(.noToken, saying: reply.message))
        }
        let cipher = WhatsminerCipher(password: access.passwords[.whatsminer], time: time, salt: salt, newSalt: newSalt)
        self.cipher = cipher
        guard let bytes = cipher.request(WhatsminerAdapter.command(action)) else {
            return .done(.refused(.tokenUnusable, saying: salt))
        }
        return .ask(DeviceRequest(port: access.port, bytes: bytes, framing: .command, silence: .mayBeDone))
    }

    private mutating func tryNewer() -> DeviceStep {
        var adapter = WhatsminerV3Adapter(action, access)
        defer { newer = adapter }
        return adapter.begin()
    }

    /// Name and fields of the write command, in the order in which the maker's documents have them.
    static func command(_ action: DeviceAction) -> [(name: String, value: String)] {
        switch action {
        // The reply is to come before the boards lose power.
        case .sleep: [("cmd", "power_off"), ("respbefore", "true")]
        case .wake: [("cmd", "power_on")]
        case .restart: [("cmd", "restart_btminer")]
        case .limitPower(let watts): [("cmd", "adjust_power_limit"), ("power_limit", String(watts))]
        case .setPools(let pools):
            [("cmd", "update_pools")]
                + (0..<poolSlots).flatMap { slot -> [(name: String, value: String)] in
                    let pool = slot < pools.count ? pools[slot] : DevicePool(url: "", user: "", password: "")
                    return [("pool\(slot + 1)", pool.url), ("worker\(slot + 1)", pool.user), ("passwd\(slot + 1)", pool.password)]
                }
        }
    }

    private static func verdict(_ reply: CommandReply) -> DeviceVerdict {
        if reply.code == wrongToken { return .refused(.wrongPassword, saying: reply.message) }
        if reply.message.contains("can't access write cmd") { return .refused(.writeApiOff, saying: reply.message) }
        return reply.verdict
    }
}
