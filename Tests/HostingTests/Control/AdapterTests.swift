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
        #expect(wrong.outcome == .refused && wrong.detail == "The device does not take the password for root")
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
        var pools = ToldDevice("Bitmain 49.0.1.3", .setPools(Array(Self.pools.prefix(1))))
        pools.reply(ToldDevice.http(200, "{\"pools\":[1,{}],\"miner-mode\":0}"))
        #expect(
            pools.sent.hasSuffix(
                #"{"pools":[{"url":"stratum+tcp://my-test-pool1.com:5588","user":"my-test-username1","pass":"my-test-password1"},{"url":"","user":"","pass":""},{"url":"","user":"","pass":""}],"miner-mode":0}"#
            ))
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

    @Test("LuxOS: a session is opened, used and closed; one that is open is used")
    func luxos() {
        let session =
            #"{"SESSION":[{"SessionID":"v7VvbDiV"}],"STATUS":[{"STATUS":"S","Code":316,"Msg":"Session created","Description":"LUXminer"}],"id":1}"#
        var device = ToldDevice("LuxOS 2024.5.1", .sleep)
        #expect(device.sent == #"{"command":"logon"}"#)
        device.reply(session)
        #expect(device.sent == #"{"command":"curtail","parameter":"v7VvbDiV,sleep"}"#)
        device.reply(#"{"STATUS":[{"STATUS":"S","Code":335,"Msg":"Curtail command sent","Description":"LUXminer"}],"id":1}"#)
        #expect(device.sent == #"{"command":"logoff","parameter":"v7VvbDiV"}"#)
        device.fail(.timedOut)
        #expect(device.outcome == .accepted, "the order had its answer before")
        var busy = ToldDevice("LuxOS 2024.5.1", .wake)
        busy.reply(#"{"STATUS":[{"STATUS":"E","Code":402,"Msg":"Another session is active"}],"id":1}"#)
        #expect(busy.sent == #"{"command":"session"}"#)
        busy.reply(session)
        #expect(busy.sent == #"{"command":"curtail","parameter":"v7VvbDiV,wakeup"}"#)
    }

    @Test("Braiins OS by REST, by the API before it, and where the web server is closed")
    func braiins() {
        var device = ToldDevice("Braiins OS 25.03", .limitPower(watts: 3_000))
        #expect(device.sent.hasPrefix("POST /api/v1/auth/login HTTP/1.1\r\n"))
        #expect(device.sent.hasSuffix(#"{"username":"root","password":""}"#))
        device.reply(ToldDevice.http(200, #"{"token":"t0","timeout_s":3600}"#))
        #expect(device.sent.hasPrefix("PUT /api/v1/performance/power-target HTTP/1.1\r\n") && device.sent.contains("Authorization: t0\r\n"))
        #expect(device.sent.hasSuffix("\r\n\r\n{\"watt\":3000}"))
        device.reply(ToldDevice.http(200, #"{"watt":3000}"#))
        #expect(device.outcome == .accepted)
        var wrong = ToldDevice("Braiins OS 25.03", .sleep)
        wrong.reply(ToldDevice.http(401, "{}"))
        #expect(wrong.outcome == .refused)
        var old = ToldDevice("Braiins OS BOSminer+ 0.2.0-36c56a9363", .sleep)
        #expect(old.sent == #"{"command":"pause"}"# && old.port == 4_028)
        var without = ToldDevice("Braiins OS boser-openwrt 0.1.0-11012d53", .wake)
        without.reply(ToldDevice.http(404, ""))
        #expect(without.sent == #"{"command":"resume"}"#)
    }

    @Test("VNish, PowerPlay and SealMiner")
    func others() {
        var vnish = ToldDevice("VNish 1.2.0", .sleep)
        #expect(vnish.sent.hasPrefix("POST /api/v1/unlock HTTP/1.1\r\n") && vnish.sent.hasSuffix(#"{"pw":"admin"}"#))
        vnish.reply(ToldDevice.http(200, #"{"token":"abc"}"#))
        #expect(vnish.sent.hasPrefix("POST /api/v1/mining/stop HTTP/1.1\r\n") && vnish.sent.contains("Authorization: abc\r\n"))
        vnish.reply(ToldDevice.http(200, ""))
        #expect(vnish.outcome == .accepted)
        var epic = ToldDevice("PowerPlay-BM v1.15", .wake)
        #expect(epic.port == 4_028 && epic.sent.contains("Host: 10.0.0.7:4028\r\n"))
        #expect(epic.sent.hasSuffix(#"{"param":"Autostart","password":"letmein"}"#))
        epic.reply(ToldDevice.http(200, #"{"result":false,"error":"Incorrect password"}"#))
        #expect(epic.outcome == .refused && epic.detail.contains("Incorrect password"))
        var seal = ToldDevice("SealMiner 1", .sleep)
        #expect(seal.sent == #"{"command":"ascset","parameter":"0,suspend"}"#)
        seal.reply(#"{"STATUS":[{"STATUS":"S","Code":119,"Msg":"ASC 0 set OK"}],"id":1}"#)
        #expect(seal.outcome == .accepted)
    }

    @Test("A device that was never read is asked what it is")
    func detecting() {
        var device = ToldDevice(nil, .sleep)
        #expect(device.sent == #"{"command":"version"}"#)
        device.reply(Captures.bytes("antminer_s21_stock/version.json"))
        #expect(device.port == 80)
        var epic = ToldDevice(nil, .sleep)
        epic.reply("HTTP/1.1 400 Bad Request\r\n\r\n")
        #expect(epic.sent.hasPrefix("POST /miner "))
        var nobody = ToldDevice(nil, .sleep)
        for question in ["version", "stats", "get_version", "get_token"] {
            #expect(nobody.sent.contains(question))
            nobody.reply("hello")
        }
        #expect(nobody.outcome == .unsupported)
        var whatsminer = ToldDevice("cgminer 4.9.2", .sleep)
        whatsminer.reply(#"{"STATUS":"E","Code":14,"Msg":"invalid cmd","Description":""}"#)
        whatsminer.reply(#"{"STATUS":"E","Code":14,"Msg":"invalid cmd","Description":""}"#)
        whatsminer.reply(Captures.bytes("whatsminer_v2/get_version.json"))
        #expect(whatsminer.sent == #"{"cmd":"get_token"}"#)
        #expect(ToldDevice("MSKMINER 2.6", .sleep).outcome == .unsupported)
    }
}
