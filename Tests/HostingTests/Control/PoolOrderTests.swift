import PluginKit
import Testing

@testable import Hosting

@Suite("Pools as each firmware is told of them, byte for byte")
struct PoolOrderTests {
    private static let pools = [
        DevicePool(url: "stratum+tcp://a:1", user: "u", password: "p"), DevicePool(url: "stratum+ssl://b:2", user: "v", password: ""),
    ]
    private static let session = #"{"SESSION":[{"SessionID":"s1"}],"STATUS":[{"STATUS":"S","Code":316,"Msg":"Session created"}],"id":1}"#
    private static let ok = #"{"STATUS":[{"STATUS":"S","Code":55,"Msg":"Done"}],"id":1}"#

    private static func groups(_ list: String) -> String {
        #"{"STATUS":[{"STATUS":"S","Code":1,"Msg":"Groups"}],"GROUPS":[\#(list)],"id":1}"#
    }

    private static func no(_ text: String) -> String { #"{"STATUS":[{"STATUS":"E","Code":53,"Msg":"\#(text)"}],"id":1}"# }

    @Test("LuxOS: a group of its own with the pools first, then the other groups go, the highest first")
    func luxos() {
        var device = ToldDevice("LuxOS 2025.4.8", .setPools(Self.pools))
        let talk: [(sent: String, reply: String)] = [
            (#"{"command":"logon"}"#, Self.session),
            (
                #"{"command":"groups"}"#,
                Self.groups(#"{"GROUP":0,"Name":"default","Quota":80.0},{"GROUP":1,"Name":"hosted","Quota":1.0}"#)
            ),
            (#"{"command":"addgroup","parameter":"hosted2,1"}"#, Self.ok),
            (
                #"{"command":"groups"}"#,
                Self.groups(#"{"GROUP":0,"Name":"default"},{"GROUP":1,"Name":"hosted"},{"GROUP":2,"Name":"hosted2"}"#)
            ),
            (#"{"command":"addpool","parameter":"stratum+tcp://a:1,u,p,2"}"#, Self.ok),
            (#"{"command":"addpool","parameter":"stratum+ssl://b:2,v,,2"}"#, Self.ok),
            (#"{"command":"removegroup","parameter":"1"}"#, Self.ok), (#"{"command":"removegroup","parameter":"0"}"#, Self.ok),
            (#"{"command":"logoff","parameter":"s1"}"#, Self.ok),
        ]
        for (sent, reply) in talk {
            #expect(device.sent == sent)
            device.reply(reply)
        }
        #expect(device.outcome == .accepted)
    }

    @Test("LuxOS: a pool that it does not take leaves nothing behind; groups that it keeps are said; a comma is not sent")
    func luxosFailures() {
        func told() -> ToldDevice {
            var device = ToldDevice("LuxOS 2025.4.8", .setPools(Array(Self.pools.prefix(1))))
            device.reply(Self.session)
            device.reply(Self.groups(#"{"GROUP":0,"Name":"default"}"#))
            device.reply(Self.ok)
            device.reply(Self.groups(#"{"GROUP":0,"Name":"default"},{"GROUP":1,"Name":"hosted"}"#))
            return device
        }
        var refused = told()
        refused.reply(Self.no("Invalid URL"))
        #expect(refused.sent == #"{"command":"removegroup","parameter":"1"}"#, "the new group, which has no pool")
        refused.reply(Self.ok)
        refused.reply(Self.ok)
        #expect(refused.outcome == .refused && refused.detail.contains("Invalid URL"))
        var kept = told()
        kept.reply(Self.ok)
        kept.reply(Self.no("Cannot remove the default group"))
        kept.reply(Self.ok)
        #expect(kept.outcome == .refused && kept.conversation.result?.why.code == "pools_beside")
        var unknown = ToldDevice("LuxOS 2022", .setPools(Self.pools))
        unknown.reply(Self.session)
        unknown.reply(#"{"STATUS":[{"STATUS":"E","Code":14,"Msg":"Invalid command"}],"id":1}"#)
        unknown.reply(Self.ok)
        #expect(unknown.outcome == .unsupported)
        var silent = told()
        silent.fail(.timedOut)
        #expect(silent.outcome == .unconfirmed)
        let comma = ToldDevice("LuxOS 2025", .setPools([DevicePool(url: "stratum+tcp://a:1", user: "u,v", password: "")]))
        #expect(comma.outcome == .refused && comma.conversation.result?.why.code == "pool_comma")
    }

    @Test("VNish: the settings are read, only the pools are written, and what it tells afterwards counts")
    func vnish() {
        func told(_ settings: String) -> ToldDevice {
            var device = ToldDevice("VNish 1.2.6", .setPools(Self.pools))
            device.reply(ToldDevice.http(200, #"{"token":"abc"}"#))
            #expect(device.sent.hasPrefix("GET /api/v1/settings HTTP/1.1\r\n") && device.sent.contains("Authorization: abc\r\n"))
            device.reply(ToldDevice.http(200, settings))
            #expect(device.sent.hasPrefix("POST /api/v1/settings HTTP/1.1\r\n") && device.sent.contains("Authorization: abc\r\n"))
            return device
        }
        var plain = told(#"{"miner":{"pools":[{"url":"old:3333","user":"w","pass":"x"}],"overclock":{}},"layout":null}"#)
        #expect(
            plain.sent.hasSuffix(
                #"{"miner":{"pools":[{"url":"a:1","user":"u","pass":"p","order":0,"id":0},{"url":"stratum+ssl://b:2","user":"v","pass":"","order":1,"id":1}]}}"#
            ))
        plain.reply(ToldDevice.http(200, #"{"restart_required":true,"reboot_required":false}"#))
        #expect(plain.sent.hasPrefix("GET /api/v1/settings "))
        let now = #"{"miner":{"pools":[{"url":"a:1","user":"u","pass":"p"},{"url":"stratum+ssl://b:2","user":"v","pass":""}]}}"#
        plain.reply(ToldDevice.http(200, now))
        #expect(plain.sent.hasPrefix("POST /api/v1/mining/restart "))
        plain.reply(ToldDevice.http(200, ""))
        #expect(plain.outcome == .accepted)

        var whole = told(#"{"miner":{"pools":[{"url":"stratum+tcp://old:3333","user":"w","pass":"x"}]}}"#)
        #expect(whole.sent.contains(#""url":"stratum+tcp://a:1""#), "it writes its schemes")
        whole.reply(ToldDevice.http(200, #"{"restart_required":false,"reboot_required":false}"#))
        whole.reply(ToldDevice.http(200, #"{"miner":{"pools":[{"url":"stratum+tcp://old:3333","user":"w","pass":"x"}]}}"#))
        #expect(whole.outcome == .refused, "it answered as if it had taken them")
        var cut = told(#"{"miner":{}}"#)
        cut.reply(ToldDevice.http(200, "{}"))
        cut.reply(ToldDevice.http(200, "{\"miner\":{\"po"))
        #expect(cut.outcome == .unconfirmed)
        var unreadable = ToldDevice("VNish 1.2.6", .setPools(Self.pools))
        unreadable.reply(ToldDevice.http(200, #"{"token":"abc"}"#))
        unreadable.reply(ToldDevice.http(200, "<html>"))
        #expect(unreadable.outcome == .refused, "nothing is written over settings that cannot be read")
        var locked = ToldDevice("VNish 1.2.6", .setPools(Self.pools))
        locked.reply(ToldDevice.http(403, "{}"))
        #expect(locked.outcome == .refused && locked.detail.contains("password"))
    }

    @Test("Whatsminer API 3: the vector that its maker publishes, token, key and encrypted pools")
    func whatsminer() {
        let digest = WhatsminerV3Adapter.digest(
            command: "set.miner.pools", password: "super", salt: "5QAHiKMb", unixSeconds: 1_692_685_512)
        #expect(Digests.hexadecimal(digest) == "b7957365d05ec273e788a1034d1a4b0df51b295a3da79d14f46b2bf7b56e4ab3")
        #expect(WhatsminerV3Adapter.token(of: digest) == "t5VzZdBe")
        let pools = [DevicePool(url: "stratum+tcp://pool:3333", user: "worker", password: "x")]
        #expect(
            WhatsminerV3Adapter.parameter(.setPools(pools), key: digest)
                == .string("M7c6KBuUVIiP+BnrFxPBexRUr3Zw94Ng42eBDFq02W9o7MSxcGd0EcmSwVx72paF9s8xliqcLqi00gxEFa8AzpW/A3R+69wXNkHPuGtqhA4="))
        var device = ToldDevice("Whatsminer 2025", .setPools(pools))
        device.reply(#"{"STATUS":"E","When":1,"Code":14,"Msg":"invalid cmd","Description":""}"#)
        #expect(device.port == 4_433)
        device.reply(LengthFrame.bytes(bytes(#"{"code":0,"when":1,"msg":{"salt":"uhCiDyVj"},"desc":"get.device.info"}"#)))
        #expect(device.sent.contains(#""cmd":"set.miner.pools","ts":1753434816,"token":""#) && !device.sent.contains("stratum"))
        device.reply(LengthFrame.bytes(bytes(#"{"code":-4,"when":1,"msg":"no permission","desc":"set.miner.pools"}"#)))
        #expect(device.outcome == .refused && device.detail.contains("password"))
        #expect(ToldDevice("Whatsminer 2025", .setPools(pools + pools + pools + pools)).outcome == .refused)
    }

    @Test("SealMiner: the login first, the pools over the API, and a boot that makes them count")
    func sealMiner() {
        var device = ToldDevice("SealMiner 4.11.1", .setPools(Array(Self.pools.prefix(1))))
        #expect(device.port == 80 && device.sent.hasPrefix("POST /cgi-bin/login.php HTTP/1.1\r\n"))
        #expect(device.sent.hasSuffix("\r\n\r\nusername=seal&origin_pwd=seal"))
        device.reply(ToldDevice.http(200, "{}", "Set-Cookie: PHPSESSID=abc; path=/\r\n"))
        #expect(
            device.port == 4_028
                && device.sent
                    == #"{"command":"updatepools","parameter":"{\"pools\":[{\"url\":\"stratum+tcp://a:1\",\"user\":\"u\",\"pass\":\"p\"}]}"}"#
        )
        device.reply(Self.ok)
        #expect(device.sent.hasPrefix("GET /cgi-bin/reboot.php HTTP/1.1\r\n") && device.sent.contains("Cookie: PHPSESSID=abc\r\n"))
        device.fail(.timedOut)
        #expect(device.outcome == .accepted, "it boots without a word")
        var passwords = DevicePasswords()
        passwords[.sealminer] = "a&b =é"
        var wrong = ToldDevice("SealMiner 4.11.1", .setPools(Self.pools), passwords: passwords)
        #expect(wrong.sent.hasSuffix("origin_pwd=a%26b%20%3d%c3%a9"))
        wrong.reply(ToldDevice.http(200, #"{"status":"error"}"#))
        #expect(wrong.outcome == .refused && wrong.detail.contains("password for seal"))
        var stays = ToldDevice("SealMiner 4.11.1", .setPools(Self.pools))
        stays.reply(ToldDevice.http(200, "{}", "Set-Cookie: PHPSESSID=abc\r\n"))
        stays.reply(Self.ok)
        stays.reply(ToldDevice.http(302, "", "Location: /login.html\r\n"))
        #expect(stays.outcome == .refused && stays.conversation.result?.why.code == "kept_for_boot")
        var old = ToldDevice("SealMiner 4.11.1", .setPools(Self.pools))
        old.reply(ToldDevice.http(200, "{}", "Set-Cookie: PHPSESSID=abc\r\n"))
        old.reply(#"{"STATUS":[{"STATUS":"E","Code":14,"Msg":"Invalid command"}],"id":1}"#)
        #expect(old.outcome == .unsupported, "and nothing boots")
    }

    @Test("BOSminer: a session of its web server, one group of all pools, and a start that reads them; who has no web server says so")
    func bosminer() {
        let firmware = "Braiins OS BOSminer boser-openwrt 0.1.0"
        var device = ToldDevice(firmware, .setPools(Array(Self.pools.prefix(1))))
        #expect(device.port == 80 && device.sent.hasPrefix("POST /graphql HTTP/1.1\r\n"))
        #expect(device.sent.hasSuffix(#""variables":{"username":"root","password":""}}"#))
        device.reply(ToldDevice.http(200, "{}", "Set-Cookie: session_id=abc; Path=/\r\n"))
        #expect(device.sent.contains("Cookie: session_id=abc\r\n") && device.sent.contains("updateGroups(groups:$groups)"))
        #expect(
            device.sent.hasSuffix(
                #""variables":{"groups":[{"name":"Default","quota":1,"pools":[{"url":"stratum+tcp://a:1","user":"u","password":"p"}]}]}}"#))
        device.reply(ToldDevice.http(200, #"{"data":{"bosminer":{"config":{"updateGroups":{"__typename":"GroupList"}}}}}"#))
        #expect(device.sent.contains("restart{"))
        device.reply(ToldDevice.http(200, #"{"data":{"bosminer":{"restart":{"__typename":"VoidResult"}}}}"#))
        #expect(device.outcome == .accepted)
        let answers = [
            #"{"data":{"bosminer":{"config":{"updateGroups":{"__typename":"GroupListError","message":"bad"}}}}}"#,
            #"{"data":null,"errors":[{"message":"Unauthorized"}]}"#, "{}", "<html>",
        ]
        for answer in answers {
            var refused = ToldDevice(firmware, .setPools(Self.pools))
            refused.reply(ToldDevice.http(200, "{}", "Set-Cookie: session_id=abc\r\n"))
            refused.reply(ToldDevice.http(200, answer))
            #expect(refused.outcome == .refused, "\(answer)")
        }
        var locked = ToldDevice(firmware, .restart)
        locked.reply(ToldDevice.http(200, #"{"data":{"auth":{"login":{"__typename":"AuthError"}}}}"#))
        #expect(locked.outcome == .refused && locked.detail.contains("password for root"))
        var older = ToldDevice(firmware, .limitPower(watts: 900))
        older.reply(ToldDevice.http(404, ""))
        #expect(older.outcome == .unsupported && older.conversation.result?.why.code == "limit_bosminer")
    }

    @Test("Avalon's 10 series: one pool without a number, and a boot, as its manual has it; numbers where it wants them")
    func avalon10() {
        let said = "ASC 0 set info: pool success set to stratum+tcp://a:1 worker is u"
        func reply(_ letter: String, _ text: String) -> String {
            #"{"STATUS":[{"STATUS":"\#(letter)","Code":118,"Msg":"\#(text)"}],"id":1}"#
        }
        for count in 1...2 {
            var device = ToldDevice("Avalon 1066-19101244_fe411a8", .setPools(Array(Self.pools.prefix(count))))
            #expect(device.sent == #"{"command":"ascset","parameter":"0,setpool,root,root,stratum+tcp://a:1,u,p"}"#)
            device.reply(reply("I", said))
            #expect(device.sent == #"{"command":"ascset","parameter":"0,reboot,0"}"#)
            device.reply(reply("S", "ASC 0 set OK"))
            let code = count == 1 ? "took_pools" : "took_first_pool"
            #expect(device.outcome == .accepted && device.conversation.result?.why.code == code)
        }
        for answer in [reply("E", "ASC 0 set failed: setpool fail"), reply("I", "ASC 0 set info: pool success set to u")] {
            var newer = ToldDevice("Avalon 1047", .setPools(Self.pools))
            newer.reply(answer)
            #expect(newer.sent == #"{"command":"ascset","parameter":"0,setpool,root,root,0,stratum+tcp://a:1,u,p"}"#)
            newer.reply(reply("I", said))
            #expect(newer.sent == #"{"command":"ascset","parameter":"0,setpool,root,root,1,stratum+ssl://b:2,v,"}"#)
            newer.reply(reply("E", "ASC 0 set failed: setpool fail"))
            #expect(newer.outcome == .refused)
        }
        #expect(ToldDevice("Avalon 1246", .setPools(Self.pools)).sent.contains("root,root,0,stratum"))
    }
}
