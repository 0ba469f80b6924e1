import Foundation
import PluginKit
import Testing

@testable import Hosting

@Suite("What is sent to each firmware, byte for byte, and what its replies mean")
struct AdapterTests {
    private struct Exchanges: Decodable {
        struct Exchange: Decodable {
            let request: String
            let reply: String
        }
        let exchanges: [Exchange]
    }

    private static let pools = (1...3).map {
        DevicePool(url: "stratum+tcp://my-test-pool\($0).com:5588", user: "my-test-username\($0)", password: "my-test-password\($0)")
    }

    @Test("A Whatsminer's pools: the captured exchange, token, key and all")
    func whatsminerCapture() throws {
        let captured = try JSONDecoder().decode(
            Exchanges.self, from: Data(Captures.bytes("whatsminer_m31s_sleeping/encrypted_exchanges.json"))
        ).exchanges
        var passwords = DevicePasswords()
        passwords[.whatsminer] = "my-auth-password"
        var device = ToldDevice("Whatsminer 20210109.22.REL", .setPools(Self.pools), passwords: passwords)
        #expect(device.sent == #"{"cmd":"get_token"}"#)
        device.reply(Captures.bytes("whatsminer_m31s_sleeping/get_token.json"))
        #expect(device.sent == captured[2].request)
        device.reply(captured[2].reply)
        #expect(device.outcome == .accepted)

        var forbidden = ToldDevice("Whatsminer 20210109.22.REL", .setPools(Self.pools), passwords: passwords)
        forbidden.reply(Captures.bytes("whatsminer_m31s_sleeping/get_token.json"))
        forbidden.reply(captured[3].reply)
        #expect(forbidden.outcome == .refused)
        #expect(forbidden.detail.contains("can't access write cmd"))
        // The same cipher makes the other captured commands.
        let cipher = WhatsminerCipher(password: "my-auth-password", time: "6915", salt: "BQ5hoXV9", newSalt: "a5TtWui2")
        #expect(cipher.request([("cmd", "reboot")]) == bytes(captured[7].request))
        #expect(cipher.request([("cmd", "factory_reset")]) == bytes(captured[4].request))
    }

    @Test("A Whatsminer without answer, with a wrong password, without tokens, and one with API 3 alone")
    func whatsminerFailures() {
        let token = #"{"STATUS":"S","When":1,"Code":134,"Msg":{"time":"6915","salt":"BQ5hoXV9","newsalt":"a5TtWui2"},"Description":"x"}"#
        var silent = ToldDevice("Whatsminer 2", .sleep)
        silent.reply(token)
        silent.fail(.refused, cause: "Connection reset by peer")
        #expect(silent.outcome == .unconfirmed)
        var closed = ToldDevice("Whatsminer 2", .sleep)
        closed.reply(token)
        closed.reply("")
        #expect(closed.outcome == .unconfirmed)
        var wrong = ToldDevice("Whatsminer 2", .sleep)
        wrong.reply(token)
        wrong.reply(#"{"STATUS":"E","When":1,"Code":135,"Msg":"check token err","Description":""}"#)
        #expect(wrong.outcome == .refused && wrong.detail.contains("password"))
        var full = ToldDevice("Whatsminer 2", .wake)
        full.reply(#"{"STATUS":"E","When":1,"Code":136,"Msg":"over max connect","Description":""}"#)
        #expect(full.outcome == .refused)
        var newer = ToldDevice("Whatsminer 2025", .sleep)
        newer.reply(#"{"STATUS":"E","When":1,"Code":14,"Msg":"invalid cmd","Description":""}"#)
        #expect(newer.port == 4_433)
        #expect(newer.conversation.request?.bytes == [40, 0, 0, 0] + bytes(#"{"cmd":"get.device.info","param":"salt"}"#))
        // The device leaves the connection open; a whole frame is a reply all the same.
        let salted = LengthFrame.bytes(bytes(#"{"code":0,"when":1,"msg":{"salt":"uhCiDyVj"},"desc":"get.device.info"}"#))
        newer.fail(.timedOut, String(decoding: salted, as: UTF8.self))
        #expect(newer.sent.contains(#""cmd":"set.miner.service","ts":1753434816,"token":""#))
        #expect(newer.sent.hasSuffix(#""account":"super","param":"stop"}"#))
        newer.reply(LengthFrame.bytes(bytes(#"{"code":0,"when":1,"msg":"ok","desc":"set.miner.service"}"#)))
        #expect(newer.outcome == .accepted)
    }

    @Test("Bitmain's firmware: the challenge, the configuration as it was but for the mode, and its answer")
    func bitmain() {
        let challenge = "WWW-Authenticate: Digest realm=\"antMiner Configuration\", nonce=\"abc\", qop=\"auth\"\r\n"
        let configuration = String(decoding: Captures.bytes("antminer_s21_web/get_miner_conf.json"), as: UTF8.self)
        var device = ToldDevice("Bitmain 49.0.1.3", .sleep)
        #expect(device.port == 80)
        #expect(
            device.sent
                == "GET /cgi-bin/get_miner_conf.cgi HTTP/1.1\r\nHost: 10.0.0.7\r\nConnection: close\r\nAccept: application/json\r\n\r\n")
        device.reply(ToldDevice.http(401, "<h1>401</h1>", challenge))
        #expect(device.sent.contains(#"Authorization: Digest username="root", realm="antMiner Configuration", nonce="abc""#))
        #expect(device.sent.contains(#"nc=00000001, cnonce="0123456789abcdef""#))
        device.reply(ToldDevice.http(200, configuration))
        let asleep = configuration.replacingOccurrences(of: #""bitmain-work-mode": "0""#, with: #""bitmain-work-mode": "1""#)
            .replacingOccurrences(of: #""bitmain-freq-level": "100""#, with: #""bitmain-freq-level": "100", "miner-mode": 1"#)
        #expect(device.sent.hasPrefix("POST /cgi-bin/set_miner_conf.cgi HTTP/1.1\r\n") && device.sent.contains("nc=00000002"))
        #expect(device.sent.hasSuffix("\r\n\r\n" + asleep))
        device.reply(ToldDevice.http(200, #"{"stats":"success","code":"M000","msg":"OK!"}"#))
        #expect(device.outcome == .accepted)

        var already = ToldDevice("Bitmain 49.0.1.3", .wake)
        already.reply(ToldDevice.http(200, configuration))
        #expect(already.outcome == .alreadySo)
        var wrong = ToldDevice("Bitmain 49.0.1.3", .wake)
        wrong.reply(ToldDevice.http(401, "", challenge))
        wrong.reply(ToldDevice.http(401, "", challenge))
        #expect(wrong.outcome == .refused && wrong.detail == "The device does not take the password for root.")
        var stale = ToldDevice("Bitmain 49.0.1.3", .sleep)
        stale.reply(ToldDevice.http(401, "", challenge))
        stale.reply(ToldDevice.http(200, configuration))
        stale.reply(ToldDevice.http(401, "", challenge.replacingOccurrences(of: "abc", with: "def")))
        #expect(stale.sent.hasPrefix("POST") && stale.sent.contains(#"nonce="def""#) && stale.sent.contains("nc=00000001"))
        stale.fail(.timedOut)
        #expect(stale.outcome == .unconfirmed)
        var gone = ToldDevice("Bitmain 49.0.1.3", .sleep)
        gone.fail(.refused, cause: "Connection refused")
        #expect(gone.outcome == .unreachable && gone.detail.contains("port 80"))
        var numbers = ToldDevice("Bitmain 49.0.1.3", .sleep)
        numbers.reply(ToldDevice.http(200, "{\"pools\":[],\"miner-mode\":0}\n"))
        #expect(numbers.sent.hasSuffix("{\"pools\":[],\"miner-mode\":1}\n"))
        var old = ToldDevice("Bitmain 16.8.1.3", .sleep)
        old.reply(ToldDevice.http(200, #"{"pools":[],"bitmain-freq":"650"}"#))
        #expect(old.outcome == .unsupported)
        for (mode, known) in [("3", "3"), ("0", "0"), ("\"3\"", "3")] {
            var low = ToldDevice("Bitmain 49.0.1.3", .sleep)
            low.reply(ToldDevice.http(200, "{\"miner-mode\":\(mode)}"))
            low.fail(.timedOut)
            #expect(low.outcome == .unconfirmed && low.conversation.result?.workMode == known, "it may sleep now")
        }
        for (known, mode) in [("3", "3"), (nil, "0"), ("1", "0"), ("3}", "0")] {
            var woken = ToldDevice("Bitmain 49.0.1.3", .wake, workMode: known)
            woken.reply(ToldDevice.http(200, #"{"miner-mode":1}"#))
            #expect(woken.sent.hasSuffix("{\"miner-mode\":\(mode)}"), "\(known ?? "none")")
            #expect(woken.conversation.result?.workMode == nil)
        }
        var pools = ToldDevice("Bitmain 49.0.1.3", .setPools(Array(Self.pools.prefix(1))))
        pools.reply(ToldDevice.http(200, "{\"pools\":[1,{}],\"miner-mode\":0}"))
        #expect(
            pools.sent.hasSuffix(
                #"{"pools":[{"url":"stratum+tcp://my-test-pool1.com:5588","user":"my-test-username1","pass":"my-test-password1"},{"url":"","user":"","pass":""},{"url":"","user":"","pass":""}],"miner-mode":0}"#
            ))
    }

    @Test("A command that the firmware does not know is not supported; one that it forbids is refused", arguments: [14, 45])
    func unknownCommand(_ code: Int) {
        for firmware in ["Avalon Q", "SealMiner 1", "Braiins OS BOSminer+ 0.2.0-36c56a9363"] {
            var device = ToldDevice(firmware, .sleep)
            device.reply(#"{"STATUS":[{"STATUS":"E","Code":\#(code),"Msg":"No","Description":"x"}],"id":1}"#)
            #expect(device.outcome == (code == 14 ? .unsupported : .refused), "\(firmware)")
        }
    }

    @Test("Avalon: soft off and on, as captured; a refusal that looks like a success")
    func avalon() {
        var device = ToldDevice("Avalon Q", .sleep)
        #expect(device.sent == #"{"command":"ascset","parameter":"0,softoff,1:1753434821"}"#)
        device.reply(Captures.bytes("avalon_q/ascset_softoff.json"))
        #expect(device.outcome == .accepted)
        var woken = ToldDevice("Avalon Q", .wake)
        #expect(woken.sent == #"{"command":"ascset","parameter":"0,softon,1:1753434821"}"#)
        woken.reply(Captures.bytes("avalon_q/ascset_softon.json"))
        #expect(woken.outcome == .accepted)
        var wrong = ToldDevice("Avalon Q", .sleep)
        wrong.reply(#"{"STATUS":[{"STATUS":"I","Code":118,"Msg":"ASC 0 set info: softoff parameter invalid","Description":"x"}],"id":1}"#)
        #expect(wrong.outcome == .refused)
        var text = ToldDevice("Avalon 1246", .sleep)
        text.reply("STATUS=S,When=18984,Code=119,Msg=ASC 0 set OK,Description=cgminer 4.11.1|\0")
        #expect(text.outcome == .accepted)
        var pools = ToldDevice("Avalon 1246", .setPools(Array(Self.pools.prefix(1))))
        #expect(
            pools.sent
                == #"{"command":"ascset","parameter":"0,setpool,root,root,0,stratum+tcp://my-test-pool1.com:5588,my-test-username1,my-test-password1"}"#
        )
        pools.reply(Captures.bytes("avalon_text_ascset/ascset_0_setpool.txt"))
        #expect(pools.sent == #"{"command":"restart"}"#)
        pools.reply(#"{"STATUS":"RESTART"}"#)
        #expect(pools.outcome == .accepted)
    }

    private static func avalonSays(_ letter: String, _ code: Int, _ message: String) -> String {
        #"{"STATUS":[{"STATUS":"\#(letter)","Code":\#(code),"Msg":"ASC 0 set \#(message)","Description":"cgminer 4.11.1"}],"id":1}"#
    }

    @Test(
        "An Avalon without soft off: the power of its boards, as its manual has it, and a boot only where they have none",
        arguments: ["failed: Unknown option: softoff", "failed: unknown option softoff"])
    func avalon10(_ unknown: String) {
        let unknown = Self.avalonSays("E", 120, unknown)
        var asleep = ToldDevice("Avalon 1066", .sleep)
        asleep.reply(unknown)
        #expect(asleep.sent == #"{"command":"ascset","parameter":"0,hashpower,0"}"#)
        asleep.reply(Self.avalonSays("I", 118, "info: Power off hash now ..."))
        #expect(asleep.outcome == .accepted)
        for (amperes, outcome) in [(140, DeviceOrderResult.Outcome.alreadySo), (0, nil)] {
            var woken = ToldDevice("Avalon 1066", .wake)
            woken.reply(unknown)
            #expect(woken.sent == #"{"command":"ascset","parameter":"0,hashpower"}"#)
            woken.reply(Self.avalonSays("I", 118, "info: PS[0 1220 1314 \(amperes) 1839 1308]"))
            #expect(woken.outcome == outcome)
            guard outcome == nil else { continue }
            #expect(woken.sent == #"{"command":"ascset","parameter":"0,reboot,0"}"#)
            woken.fail(.refused, cause: "Connection reset by peer")
            #expect(woken.outcome == .unconfirmed, "it may boot without a word")
        }
        var silent = ToldDevice("Avalon 1066", .wake)
        silent.reply(unknown)
        silent.reply(Self.avalonSays("S", 119, "OK"))
        #expect(silent.outcome == .refused, "who tells no power is not booted")
        for action in [DeviceAction.sleep, .wake] {
            var older = ToldDevice("Avalon 921", action)
            older.reply(unknown)
            let said = "failed: Unknown option: hashpower"
            older.reply(Self.avalonSays("E", 120, said))
            #expect(older.outcome == .unsupported && older.detail.contains(said))
            let told = OrderMemory([older.conversation.order], [older.conversation.result].compactMap { $0 }).sleepless
            #expect(told.map(\.firmware) == ["Avalon 921"], "plans leave it out")
        }
    }
}
