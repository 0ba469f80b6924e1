internal import Crypto
internal import Foundation

/// btminer's API 3: framed JSON; an order carries a token made of command, password, salt and time.
enum WhatsminerV3Control {
    private static let headerBytes = 4
    private static let longest = 65_536
    private static let account = "super"

    /// Whether a frame has come whole, or its length is none that a client sends.
    static func isWhole(_ bytes: [UInt8]) -> Bool {
        guard bytes.count >= headerBytes else { return false }
        let length = length(bytes)
        return length > longest || bytes.count - headerBytes >= length
    }

    /// What a framed request wants to read, by the name of its reply in the model's book; nil for an order and for the salt alone.
    static func reading(_ bytes: [UInt8]) -> String? {
        let text = String(decoding: bytes.dropFirst(headerBytes), as: UTF8.self)
        guard let command = JSONText.string("cmd", in: text), command.hasPrefix("get.") else { return nil }
        return JSONText.string("param", in: text).map { "\(command) \($0)" } ?? command
    }

    /// A captured reply with the salt of this device.
    static func salted(_ reply: [UInt8], _ here: OrderSurroundings) -> [UInt8] {
        Array(String(decoding: reply, as: UTF8.self).replacing(#""salt":"uhCiDyVj""#, with: #""salt":"\#(salt(here))""#).utf8)
    }

    /// The framed answer to a framed request.
    static func answer(_ bytes: [UInt8], _ state: inout DeviceState, _ here: OrderSurroundings) -> [UInt8] {
        let text = String(decoding: bytes.dropFirst(headerBytes), as: UTF8.self)
        let command = JSONText.string("cmd", in: text) ?? ""
        if command == "get.device.info" { return frame(0, #"{"salt":"\#(salt(here))"}"#, command, here) }
        guard command.hasPrefix("set.") else { return frame(-1, #""invalid command""#, command, here) }
        guard JSONText.string("account", in: text) == account, let time = JSONText.word("ts", in: text).flatMap({ Int($0) }),
            (-60...60).contains(time - here.moment.unixSeconds)
        else { return frame(-4, #""token check failed""#, command, here) }
        let digest = digest("\(command)\(state.password)\(salt(here))\(time)")
        guard JSONText.string("token", in: text) == String(digest.base64EncodedString().prefix(8)) else {
            return frame(-4, #""token check failed""#, command, here)
        }
        switch (command, JSONText.word("param", in: text) ?? "") {
        case ("set.miner.service", "stop"): state.sleep(true, at: here.moment.nanos, here.options)
        case ("set.miner.service", "start"): state.sleep(false, at: here.moment.nanos, here.options)
        case ("set.miner.service", "restart"): state.restart(at: here.moment.nanos, here.options)
        case ("set.miner.power_limit", let watts):
            guard let watts = Int(watts), (0...99_999).contains(watts) else { return frame(-2, #""invalid param""#, command, here) }
            state.limit(watts: watts, at: here.moment.nanos, here.options)
        case ("set.miner.pools", _):
            let pools = BtminerCrypto.decryptPadded(JSONText.string("param", in: text) ?? "", key: digest).map {
                SimulatedPool.list(in: $0, url: "pool", user: "worker", password: "passwd")
            }
            guard let pools, (1...3).contains(pools.count) else { return frame(-1, #""invalid encrypted param""#, command, here) }
            state.mine(at: pools)
        default: return frame(-1, #""invalid command""#, command, here)
        }
        return frame(0, #""ok""#, command, here)
    }

    /// Token and key are made of it.
    static func digest(_ text: String) -> Data { Data(SHA256.hash(data: Data(text.utf8))) }

    private static func salt(_ here: OrderSurroundings) -> String {
        String(DriftNoise.hash(here.seed, 202) | 1 << 63, radix: 36).prefix(8).description
    }

    private static func length(_ bytes: [UInt8]) -> Int { (0..<headerBytes).reduce(0) { $0 | Int(bytes[$1]) << (8 * $1) } }

    private static func frame(_ code: Int, _ message: String, _ command: String, _ here: OrderSurroundings) -> [UInt8] {
        let text = #"{"code":\#(code),"when":\#(here.moment.unixSeconds),"msg":\#(message),"desc":"\#(JSONText.escaped(command))"}"#
        return frame(Array(text.utf8))
    }

    /// Four bytes of length, then the content.
    static func frame(_ content: [UInt8]) -> [UInt8] {
        let length = UInt32(content.count)
        return (0..<headerBytes).map { UInt8(truncatingIfNeeded: length >> UInt32(8 * $0)) } + content
    }
}
