/// btminer's write commands, API 2: a token for the asking, then commands that only the password's owner can encrypt.
enum WhatsminerControl {
    private static let tokenNanos: UInt64 = 30 * 60 * 1_000_000_000
    private static let mostTokens = 32

    /// The answer to a token's request or an encrypted command; nil for anything else.
    static func answer(_ request: String, _ state: inout DeviceState, _ here: OrderSurroundings) -> [UInt8]? {
        if CommandControl.parts(request).command == "get_token" { return token(&state, here) }
        guard JSONText.word("enc", in: request) == "1", let data = JSONText.string("data", in: request) else { return nil }
        return encrypted(data, &state, here)
    }

    private static func salt(_ here: OrderSurroundings) -> String {
        String(DriftNoise.hash(here.seed, 201) | 1 << 63, radix: 36).prefix(8).description
    }

    private static func token(_ state: inout DeviceState, _ here: OrderSurroundings) -> [UInt8] {
        state.tokens = state.tokens.filter { here.moment.nanos - $0.value < tokenNanos }
        guard state.tokens.count < mostTokens else { return reply("E", 136, #""over max connect""#, here) }
        let time = String(here.moment.unixSeconds % 10_000)
        let newSalt = here.token(8)
        guard let key = BtminerCrypto.passwordHash(state.password, salt: salt(here)),
            let sign = BtminerCrypto.passwordHash(key + time, salt: newSalt)
        else { return reply("E", 132, #""no token""#, here) }
        state.tokens[sign] = here.moment.nanos
        return reply("S", 134, #"{"time":"\#(time)","salt":"\#(salt(here))","newsalt":"\#(newSalt)"}"#, here)
    }

    private static func encrypted(_ data: String, _ state: inout DeviceState, _ here: OrderSurroundings) -> [UInt8] {
        guard let hash = BtminerCrypto.passwordHash(state.password, salt: salt(here)),
            let plain = BtminerCrypto.decrypt(data, passwordHash: hash).map({ String(decoding: $0, as: UTF8.self) }), plain.hasPrefix("{")
        else { return reply("E", 135, #""check token err""#, here) }
        guard let sign = JSONText.string("token", in: plain), let given = state.tokens[sign], here.moment.nanos - given < tokenNanos else {
            return reply("E", 135, #""check token err""#, here)
        }
        let answer = perform(plain, &state, here)
        guard let sealed = BtminerCrypto.encrypt(answer, passwordHash: hash) else { return reply("E", 137, #""base64 err""#, here) }
        return Array(#"{"enc":"\#(sealed)"}"#.utf8)
    }

    private static func perform(_ plain: String, _ state: inout DeviceState, _ here: OrderSurroundings) -> [UInt8] {
        switch JSONText.string("cmd", in: plain) {
        case "power_off": state.sleep(true, at: here.moment.nanos, here.options)
        case "power_on": state.sleep(false, at: here.moment.nanos, here.options)
        case "restart_btminer", "reboot": state.restart(at: here.moment.nanos, here.options)
        case "adjust_power_limit":
            guard let watts = JSONText.string("power_limit", in: plain).flatMap({ Int($0) }), (0...99_999).contains(watts) else {
                return reply("E", 132, #""invalid power_limit""#, here)
            }
            state.limit(watts: watts, at: here.moment.nanos, here.options)
        case "update_pools":
            state.mine(
                at: (1...3).compactMap { slot in
                    guard let url = JSONText.string("pool\(slot)", in: plain), !url.isEmpty else { return nil }
                    return SimulatedPool(
                        url: url, user: JSONText.string("worker\(slot)", in: plain) ?? "",
                        password: JSONText.string("passwd\(slot)", in: plain) ?? "")
                })
        default: return reply("E", 14, #""invalid cmd""#, here)
        }
        return reply("S", 131, #""API command OK""#, here)
    }

    private static func reply(_ letter: String, _ code: Int, _ message: String, _ here: OrderSurroundings) -> [UInt8] {
        Array(
            #"{"STATUS":"\#(letter)","When":\#(here.moment.unixSeconds),"Code":\#(code),"Msg":\#(message),"Description":"whatsminer v1.4"}"#
                .utf8)
    }
}
