import PluginKit
import Testing

@testable import Hosting

@Suite("A limit in watts as firmwares with profiles are told of it, byte for byte")
struct LimitOrderTests {
    private static let session = #"{"SESSION":[{"SessionID":"s1"}],"STATUS":[{"STATUS":"S","Code":316,"Msg":"Session created"}],"id":1}"#
    private static let ok = #"{"STATUS":[{"STATUS":"S","Code":321,"Msg":"Done"}],"id":1}"#
    private static let no = #"{"STATUS":[{"STATUS":"E","Code":322,"Msg":"Not so"}],"id":1}"#
    private static let profiles =
        #"{"PROFILES":[{"Profile Name":"default","Watts":3050},{"Profile Name":"2","Watts":2400},{"Profile Name":"445MHz","Watts":2310.4},{"Profile Name":"x,y","Watts":2390},{"Profile Name":"345MHz","Watts":1700},{"Profile Name":"gone"}],"STATUS":[{"STATUS":"S","Code":320,"Msg":"Profiles"}],"id":1}"#

    private static func atm(_ isOn: Bool) -> String {
        #"{"ATM":[{"Enabled":\#(isOn),"MaxProfile":"default"}],"STATUS":[{"STATUS":"S","Code":339,"Msg":"ATM"}],"id":1}"#
    }

    private func luxos(_ watts: Int, _ atm: String?) -> ToldDevice {
        var device = ToldDevice("LuxOS 2025.4.8", .limitPower(watts: watts))
        device.reply(Self.session)
        #expect(device.sent == #"{"command":"profiles"}"#)
        device.reply(Self.profiles)
        guard let atm else { return device }
        #expect(device.sent == #"{"command":"atm"}"#)
        device.reply(atm)
        return device
    }

    @Test("LuxOS takes the profile that draws most and not more; names that it would take for others are left out")
    func luxosPlain() {
        for unknown in [Self.atm(false), #"{"STATUS":[{"STATUS":"E","Code":14,"Msg":"Invalid command"}],"id":1}"#] {
            var device = luxos(2_500, unknown)
            #expect(device.sent == #"{"command":"profileset","parameter":"s1,445MHz"}"#)
            device.reply(Self.ok)
            #expect(device.sent == #"{"command":"logoff","parameter":"s1"}"#)
            device.reply(Self.ok)
            #expect(device.outcome == .accepted)
            #expect(device.detail == "The device took the profile 445MHz of 2311 W, the highest that is not above the limit.")
        }
        var low = luxos(1_000, nil)
        low.reply(Self.ok)
        #expect(low.outcome == .refused && low.detail == "The device has no profile of 1000 W or less; its lowest has 1700 W.")
        var none = ToldDevice("LuxOS 2025.4.8", .limitPower(watts: 2_500))
        none.reply(Self.session)
        none.reply(Self.ok)
        none.reply(Self.ok)
        #expect(none.outcome == .refused && none.conversation.result?.why.code == "no_profiles")
        var refused = luxos(2_500, Self.atm(false))
        refused.reply(Self.no)
        refused.reply(Self.ok)
        #expect(refused.outcome == .refused && refused.detail.contains("Not so"))
    }

    @Test("LuxOS: what changes the profile by temperature is off meanwhile, and may not rise above the limit afterwards")
    func luxosThermal() {
        func switchedOff() -> ToldDevice {
            var device = luxos(3_100, Self.atm(true))
            #expect(device.sent == #"{"command":"atmset","parameter":"s1,enabled=false"}"#)
            device.reply(Self.ok)
            #expect(device.sent == #"{"command":"profileset","parameter":"s1,default"}"#)
            return device
        }
        var device = switchedOff()
        device.reply(Self.ok)
        #expect(device.sent == #"{"command":"atmset","parameter":"s1,enabled=true,max_profile=default"}"#)
        device.reply(Self.ok)
        device.reply(Self.ok)
        #expect(device.outcome == .accepted && device.conversation.result?.why.code == "took_profile")
        var off = switchedOff()
        off.reply(Self.ok)
        off.reply(Self.no)
        off.reply(Self.ok)
        #expect(off.outcome == .accepted && off.conversation.result?.why.code == "profile_without_thermal")
        var refused = switchedOff()
        refused.reply(Self.no)
        #expect(refused.sent == #"{"command":"atmset","parameter":"s1,enabled=true"}"#, "as it was")
        refused.reply(Self.ok)
        refused.reply(Self.ok)
        #expect(refused.outcome == .refused)
        var stays = luxos(3_100, Self.atm(true))
        stays.reply(Self.no)
        stays.reply(Self.ok)
        #expect(stays.outcome == .refused, "nothing was changed")
    }

    private static let presets =
        #"[{"name":"disabled"},{"name":"1900","status":"tuned"},{"name":"2300","status":"untuned"},{"name":"2800","status":"tuned"}]"#
    private static let settings = #"{"miner":{"overclock":{"preset":"2800","globals":{"volt":0}},"pools":[]}}"#

    private func vnish(_ watts: Int, _ presets: String, _ settings: String?) -> ToldDevice {
        var device = ToldDevice("VNish 1.2.6", .limitPower(watts: watts))
        device.reply(ToldDevice.http(200, #"{"token":"abc"}"#))
        #expect(device.sent.hasPrefix("GET /api/v1/autotune/presets HTTP/1.1\r\n"))
        device.reply(ToldDevice.http(200, presets))
        guard let settings else { return device }
        #expect(device.sent.hasPrefix("GET /api/v1/settings HTTP/1.1\r\n"))
        device.reply(ToldDevice.http(200, settings))
        return device
    }

    @Test("VNish takes its highest tuned preset that keeps the limit, all else of its overclocking as it was")
    func vnishPresets() {
        for list in [Self.presets, "{\"presets\":\(Self.presets)}"] {
            var device = vnish(2_500, list, Self.settings)
            #expect(device.sent.hasPrefix("POST /api/v1/settings HTTP/1.1\r\n"))
            #expect(device.sent.hasSuffix("\r\n\r\n" + #"{"miner":{"overclock":{"preset":"1900","globals":{"volt":0}}}}"#))
            device.reply(ToldDevice.http(200, #"{"restart_required":false,"reboot_required":false}"#))
            device.reply(ToldDevice.http(200, #"{"miner":{"overclock":{"preset":"1900"}}}"#))
            #expect(device.outcome == .accepted && device.detail.contains("1900 W"))
        }
        #expect(vnish(3_000, Self.presets, Self.settings).outcome == .alreadySo)
        #expect(vnish(1_000, Self.presets, nil).conversation.result?.why.code == "no_profile_below")
        #expect(vnish(1_000, "[]", nil).conversation.result?.why.code == "no_profiles")
        #expect(vnish(2_500, Self.presets, #"{"miner":{}}"#).outcome == .refused)
        var untuned = vnish(2_500, #"[{"name":"2300","status":"untuned"}]"#, Self.settings)
        #expect(untuned.sent.contains(#""preset":"2300""#), "where none is tuned, the device tunes it")
        untuned.reply(ToldDevice.http(200, #"{"restart_required":false}"#))
        untuned.reply(ToldDevice.http(200, Self.settings))
        #expect(untuned.outcome == .refused, "it kept the other")
        var old = ToldDevice("VNish 1.0", .limitPower(watts: 2_500))
        old.reply(ToldDevice.http(200, #"{"token":"abc"}"#))
        old.reply(ToldDevice.http(404, ""))
        #expect(old.outcome == .unsupported)
    }

    @Test("SealMiner: the limit over the API, and a boot")
    func sealMiner() {
        var device = ToldDevice("SealMiner 4.11.1", .limitPower(watts: 3_000))
        device.reply(ToldDevice.http(200, "{}", "Set-Cookie: PHPSESSID=abc\r\n"))
        #expect(device.sent == #"{"command":"ascset","parameter":"0,powerlimit,{\"value\":\"3000\"}"}"#)
        device.reply(#"{"STATUS":[{"STATUS":"E","Code":120,"Msg":"ASC 0 set failed: invalid"}],"id":1}"#)
        #expect(device.outcome == .refused)
    }
}
