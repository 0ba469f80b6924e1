import PluginKit
import TestSupport
import Testing

@testable import Hosting

@Suite("Hostile replies to orders")
struct ControlFuzzTests {
    private static let seed = UInt64.random(in: 0...UInt64.max)
    private static let firmwares: [String?] = [
        nil, "Bitmain 49", "Whatsminer 2", "Avalon 1246", "LuxOS 2024", "Braiins OS 25", "Braiins OS BOSminer", "VNish 1", "PowerPlay 1",
        "SealMiner 1", "Avalon 1047",
    ]
    private static let actions: [DeviceAction] = [
        .sleep, .wake, .restart, .limitPower(watts: 2_000), .setPools([DevicePool(url: "stratum+tcp://a:1", user: "u", password: "x")]),
    ]
    private static let goodReplies = [
        #"{"STATUS":"S","When":1,"Code":134,"Msg":{"time":"6915","salt":"BQ5hoXV9","newsalt":"a5TtWui2"},"Description":"x"}"#,
        #"{"enc":"99J8w83zIqB3/n9c5GlK0Ms8rMLrtR4I9L3mL3ihmpoy4J0v+AHcKtijbyE92q22MIKC6VKEUcYL2KQS50euQWMqSBlxCPx8YYy4oRkOE4C7kjyvgs9rRMH/mhiVH9k+"}"#,
        "HTTP/1.1 401 X\r\nWWW-Authenticate: Digest realm=\"a\", nonce=\"b\", qop=\"auth\"\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1B\r\n{\"pools\":[],\"miner-mode\":0}\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n{\"token\":\"a\"}",
        #"{"SESSION":[{"SessionID":"v7VvbDiV"}],"STATUS":[{"STATUS":"S","Code":316,"Msg":"Session created"}],"id":1}"#,
        #"{"STATUS":[{"STATUS":"S"}],"GROUPS":[{"GROUP":0,"Name":"default"},{"GROUP":1,"Name":"hosted"}],"id":1}"#,
        #"{"STATUS":[{"STATUS":"S"}],"PROFILES":[{"Profile Name":"a","Watts":1900}],"ATM":[{"Enabled":true}],"id":1}"#,
        "HTTP/1.1 200 OK\r\nSet-Cookie: PHPSESSID=abc; path=/\r\nContent-Length: 34\r\n\r\n[{\"name\":\"1900\",\"status\":\"tuned\"}]",
        "HTTP/1.1 200 OK\r\n\r\n{\"miner\":{\"overclock\":{\"preset\":\"1900\"},\"pools\":[{\"url\":\"a:1\",\"user\":\"u\"}]},\"restart_required\":true}",
        "STATUS=S,When=18984,Code=119,Msg=ASC 0 set OK,Description=cgminer 4.11.1|", "*\0\0\0{\"code\":0,\"msg\":{\"salt\":\"a\"}}",
    ]

    @Test("Whatever a device answers, every order ends with a result, and a device that only babbles is never said to have obeyed")
    func babble() {
        var generator = SeededRandom(Self.seed)
        print("seed \(Self.seed)")
        let outcomes: [DeviceReply.Outcome] = [.replied, .replied, .replied, .timedOut, .broken, .refused, .tooLarge, .cancelled]
        for firmware in Self.firmwares {
            for action in Self.actions {
                for round in 0..<60 {
                    var device = ToldDevice(firmware, action)
                    var steps = 0
                    var sawSense = false
                    while device.outcome == nil, steps < 100 {
                        steps += 1
                        var reply = bytes(Self.goodReplies.randomElement(using: &generator)!)
                        if Bool.random(using: &generator) {
                            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                                reply[Int.random(in: 0..<reply.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
                            }
                            reply = Array(reply.prefix(Int.random(in: 0...reply.count, using: &generator)))
                        } else if round % 3 == 0 {
                            reply = (0..<Int.random(in: 0...90, using: &generator)).map { _ in UInt8.random(in: 0...255, using: &generator)
                            }
                        }
                        sawSense = sawSense || reply.contains(UInt8(ascii: "S")) || reply.starts(with: bytes("HTTP/"))
                        device.fail(outcomes.randomElement(using: &generator)!, String(decoding: reply, as: UTF8.self))
                    }
                    #expect(device.outcome != nil, "\(firmware ?? "nil") \(action) round \(round), seed \(Self.seed)")
                    if !sawSense { #expect(device.outcome != .accepted, "\(firmware ?? "nil") \(action), seed \(Self.seed)") }
                    #expect(device.detail.utf8.count < 2_000)
                    #expect(device.conversation.result?.why.code.isEmpty == false, "all that is said has words in every language")
                }
            }
        }
    }

    @Test("Any prefix of a reply is read without harm, and only the whole is called whole")
    func prefixes() {
        for text in Self.goodReplies {
            let all = bytes(text)
            for length in 0..<all.count {
                let part = Array(all.prefix(length))
                _ = HTTPReply(part)
                _ = JSONSplice(part)
                _ = CommandReply(part).verdict
                _ = LengthFrame.content(part)
                if text.hasPrefix("{") { #expect(!ReplyFraming.command.isWhole(part)) }
                if text.contains("Content-Length: 13") { #expect(!ReplyFraming.http.isWhole(part)) }
                if text.contains("chunked") { #expect(HTTPReply(part)?.isWhole != true || length >= all.count - 3) }
            }
        }
        #expect(LengthFrame.content([255, 255, 255, 255, 1, 2]) == nil)
        #expect(HTTPReply(bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7fffffffffffffff\r\nx"))?.isWhole == false)
    }

    @Test("A configuration keeps every byte but those of the changed field")
    func splice() throws {
        var splice = try #require(JSONSplice(bytes("{ \"a\" : [1, {\"b\": \"]}\\\"\"}],\n\t\"b\":\"x\" }\n")))
        #expect(splice.raw("a") == "[1, {\"b\": \"]}\\\"\"}]" && splice.raw("b") == "\"x\"" && splice.raw("c") == nil)
        splice.set("b", "3")
        splice.set("c", "\"new\"")
        #expect(String(decoding: splice.bytes, as: UTF8.self) == "{ \"a\" : [1, {\"b\": \"]}\\\"\"}],\n\t\"b\":3, \"c\": \"new\" }\n")
        var empty = try #require(JSONSplice(bytes("{}")))
        empty.set("a", "1")
        #expect(String(decoding: empty.bytes, as: UTF8.self) == "{\"a\": 1}")
        for wrong in ["", "[]", "{", "{\"a\"", "{\"a\":", "{\"a\":\"", "{\"a\":[", "{\"a\":1", "null"] {
            #expect(JSONSplice(bytes(wrong)) == nil, "\(wrong)")
        }
    }
}
