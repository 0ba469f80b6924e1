import PluginKit
import Testing

@testable import Hosting

@Suite("What is sent to firmwares with sessions and tokens, byte for byte, and what their replies mean")
struct TokenAdapterTests {
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
        let pools = [
            DevicePool(url: "stratum+tcp://a:1", user: "u", password: "p"), DevicePool(url: "stratum+tcp://b:2", user: "v", password: ""),
        ]
        var told = ToldDevice("Braiins OS 25.03", .setPools(pools))
        told.reply(ToldDevice.http(200, #"{"token":"t0","timeout_s":3600}"#))
        #expect(told.sent.hasPrefix("PUT /api/v1/pools/batch HTTP/1.1\r\n"))
        #expect(
            told.sent.hasSuffix(
                #"[{"name":"Default","pools":[{"enabled":true,"url":"stratum+tcp://a:1","user":"u","password":"p"},{"enabled":true,"url":"stratum+tcp://b:2","user":"v","password":""}]}]"#
            ))
        told.reply(ToldDevice.http(200, "[]"))
        #expect(told.outcome == .accepted)
        var older = ToldDevice("Braiins OS BOSminer+ 0.2.0-36c56a9363", .setPools(pools))
        older.fail(.refused, cause: "Connection refused")
        #expect(older.outcome == .unsupported && older.conversation.result?.why.code == "pools_bosminer", "it has no web server for it")
        let old = ToldDevice("Braiins OS BOSminer+ 0.2.0-36c56a9363", .sleep)
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
        let pool = DevicePool(url: "stratum+tcp://a:1", user: "u", password: "p")
        var pools = ToldDevice("PowerPlay-BMS v1.5.13", .setPools([pool]))
        #expect(pools.sent.hasPrefix("GET /summary HTTP/1.1\r\n"))
        pools.reply(ToldDevice.http(200, String(decoding: Captures.bytes("epic_powerplay_http4028/summary.json"), as: UTF8.self)))
        #expect(pools.sent.hasPrefix("POST /coin HTTP/1.1\r\n"))
        #expect(
            pools.sent.hasSuffix(
                #"{"param":{"coin":"BTC","stratum_configs":[{"pool":"stratum+tcp://a:1","login":"u","password":"p"}],"unique_id":true},"password":"letmein"}"#
            ))
        pools.reply(ToldDevice.http(200, #"{"result":true,"error":null}"#))
        #expect(pools.outcome == .accepted)
        var mute = ToldDevice("PowerPlay-BMS v1.5.13", .setPools([pool]))
        mute.reply(ToldDevice.http(500, "{}"))
        #expect(mute.outcome == .refused, "without its coin nothing is written")
        #expect(ToldDevice("PowerPlay-BMS v1.5.13", .setPools([pool, pool, pool, pool])).outcome == .refused)
        var seal = ToldDevice("SealMiner 1", .sleep)
        #expect(seal.sent == #"{"command":"ascset","parameter":"0,suspend"}"#)
        seal.reply(#"{"STATUS":[{"STATUS":"S","Code":119,"Msg":"ASC 0 set OK"}],"id":1}"#)
        #expect(seal.outcome == .accepted)
        var running = ToldDevice("SealMiner 1", .wake)
        #expect(running.sent == #"{"command":"stats"}"#)
        running.reply(#"{"STATUS":[{"STATUS":"S","Code":70}],"STATS":[{"PM State":"Running"}],"id":1}"#)
        #expect(running.outcome == .alreadySo, "one that runs is not started anew")
        var suspended = ToldDevice("SealMiner 1", .wake)
        suspended.reply(#"{"STATUS":[{"STATUS":"S","Code":70}],"STATS":[{"PM State":"Suspended"}],"id":1}"#)
        #expect(suspended.sent == #"{"command":"restart"}"#)
    }

    @Test("A device that was never read is asked what it is")
    func detecting() {
        var device = ToldDevice(nil, .sleep)
        #expect(device.sent == #"{"command":"version"}"#)
        device.reply(Captures.bytes("antminer_s21_stock/version.json"))
        #expect(device.port == 80)
        var epic = ToldDevice(nil, .sleep)
        epic.reply("HTTP/1.1 400 Bad Request\r\n\r\n")
        #expect(epic.port == 4_028 && epic.sent.hasPrefix("GET /summary HTTP/1.1\r\n"))
        epic.reply(ToldDevice.http(200, String(decoding: Captures.bytes("epic_powerplay_http4028/summary.json"), as: UTF8.self)))
        #expect(epic.sent.hasPrefix("POST /miner ") && epic.sent.hasSuffix(#"{"param":"Stop","password":"letmein"}"#))
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

    @Test(
        "Another web server where the API should be gets neither an order nor a password",
        arguments: [
            ToldDevice.http(200, "<html><title>Router</title></html>"), ToldDevice.http(404, "Not found"), ToldDevice.http(200, "{}"),
            ToldDevice.http(401, #"{"Software":"PowerPlay-BMS v1.5.13"}"#), ToldDevice.http(200, #"{"Software":"nginx 1.27"}"#),
            ToldDevice.http(200, #"{"STATUS":[{"STATUS":"S"}],"VERSION":[{"Type":"Antminer S19","Miner":"uart_trans.1.3"}]}"#),
            "HTTP/1.1 302 Found\r\nLocation: /login\r\n\r\n",
        ])
    func foreignWebServer(_ summary: String) {
        let pool = DevicePool(url: "stratum+tcp://a:1", user: "u", password: "p")
        for action in [DeviceAction.sleep, .wake, .restart, .setPools([pool]), .limitPower(watts: 900)] {
            var device = ToldDevice(nil, action)
            device.reply("HTTP/1.1 400 Bad Request\r\n\r\n")
            #expect(device.sent.hasPrefix("GET /summary ") && !device.sent.contains("letmein"))
            device.reply(summary)
            #expect(device.sent.isEmpty && device.outcome == .unsupported, "\(device.sent)")
            #expect(device.conversation.result?.why.code == "firmware_untold")
        }
        var silent = ToldDevice(nil, .sleep)
        silent.reply("HTTP/1.1 400 Bad Request\r\n\r\n")
        silent.fail(.refused)
        #expect(silent.outcome == .unreachable && silent.sent.isEmpty, "who spoke HTTP is asked nothing on another port")
    }
}
