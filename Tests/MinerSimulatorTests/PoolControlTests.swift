import Foundation
import Testing

@testable import MinerSimulator

@Suite("Simulated devices keep the pools and limits that their firmware takes")
struct PoolControlTests {
    private let here = OrderSurroundings(
        moment: Moment(nanos: 0, unixSeconds: 1_700_000_000), options: MinerSimulatorOptions(), seed: 7, software: "test")

    private func state(_ password: String = "") -> DeviceState {
        DeviceState(password: password, nameplateWatts: 3_000, disobeys: false)
    }

    private func luxos(_ command: String, _ parameter: String, _ state: inout DeviceState) -> String {
        let answer = LuxOSControl.answer(#"{"command":"\#(command)","parameter":"\#(parameter)"}"#, &state, here)
        return String(decoding: answer ?? [], as: UTF8.self)
    }

    private func request(_ method: String, _ path: String, _ body: String = "", _ headers: [String: String] = [:]) -> HTTPRequest {
        HTTPRequest(method: method, path: path, headers: headers, body: body)
    }

    @Test("LuxOS: groups move up when one goes; a profile is not taken while temperature decides, nor an unknown one")
    func luxos() throws {
        var state = state()
        #expect(luxos("addgroup", "a,1", &state).contains(#""STATUS":"S""#) && luxos("addgroup", "a,1", &state).contains(#""STATUS":"E""#))
        #expect(luxos("addpool", "stratum+tcp://p:1,u,x,1", &state).contains(#""STATUS":"S""#))
        #expect(luxos("addpool", "stratum+tcp://p:1,u,x,7", &state).contains(#""STATUS":"E""#))
        #expect(luxos("removegroup", "0", &state).contains(#""STATUS":"S""#))
        #expect(state.poolGroups?.map(\.id) == [0] && state.pools?.map(\.url) == ["stratum+tcp://p:1"])
        let id = try #require(JSONText.string("SessionID", in: luxos("logon", "", &state)))
        #expect(luxos("profileset", "nobody,default", &state).contains("402"))
        #expect(luxos("atmset", "\(id),enabled=true,max_profile=default", &state).contains(#""STATUS":"S""#))
        #expect(luxos("profileset", "\(id),445MHz", &state).contains(#""STATUS":"E""#) && state.profile == nil)
        #expect(luxos("atmset", "\(id),enabled=false", &state).contains(#""STATUS":"S""#))
        #expect(luxos("profileset", "\(id),445MHz", &state).contains(#""Profile":"445MHz""#) && state.powerLimitWatts == 2_280)
        #expect(luxos("profileset", "\(id),none", &state).contains(#""STATUS":"E""#))
    }

    @Test("VNish answers alike to settings that it takes and that it does not")
    func vnish() throws {
        var state = state("admin")
        let unlocked = VNishControl.answer(request("POST", "/api/v1/unlock", #"{"pw":"admin"}"#), &state, here)
        let token = try #require(JSONText.string("token", in: unlocked.body))
        func post(_ body: String) -> HTTPAnswer {
            VNishControl.answer(request("POST", "/api/v1/settings", body, ["authorization": token]), &state, here)
        }
        let taken = post(#"{"miner":{"overclock":{"preset":"1800","globals":{}}}}"#)
        let left = post(#"{"miner":{"overclock":{"preset":"1801","globals":{}}}}"#)
        #expect(taken.body == left.body && state.profile == "1800" && state.powerLimitWatts == 1_800)
        #expect(VNishControl.answer(request("GET", "/api/v1/settings"), &state, here).status == 401)
    }

    @Test("Whatsminer API 3 takes no pools that another key encrypted")
    func whatsminer() throws {
        var state = state("super")
        func framed(_ text: String) -> String {
            String(decoding: WhatsminerV3Control.answer(WhatsminerV3Control.frame(Array(text.utf8)), &state, here), as: UTF8.self)
        }
        let salt = try #require(JSONText.string("salt", in: framed(#"{"cmd":"get.device.info","param":"salt"}"#)))
        let digest = WhatsminerV3Control.digest("set.miner.poolssuper\(salt)1700000000")
        let token = digest.base64EncodedString().prefix(8)
        let other = try #require(BtminerCrypto.encrypt(Array(#"[{"pool":"a","worker":"b","passwd":"c"}]"#.utf8), passwordHash: "x"))
        let answer = framed(
            #"{"cmd":"set.miner.pools","ts":1700000000,"token":"\#(token)","account":"super","param":"\#(other)"}"#)
        #expect(answer.contains("invalid encrypted param") && state.pools == nil)
    }

    @Test("A SealMiner keeps what it is told until it boots, and boots for whoever gave its password")
    func sealMiner() throws {
        var state = state("seal")
        _ = SealMinerControl.answer(
            #"{"command":"updatepools","parameter":"{\"pools\":[{\"url\":\"stratum+tcp://p:1\",\"user\":\"u\",\"pass\":\"x\"}]}"}"#, &state,
            here)
        _ = SealMinerControl.answer(#"{"command":"ascset","parameter":"0,powerlimit,{\"value\":\"2000\"}"}"#, &state, here)
        #expect(state.pools == nil && state.powerLimitWatts == nil)
        #expect(SealMinerControl.answer(request("GET", "/cgi-bin/reboot.php", "", ["cookie": "PHPSESSID=x"]), &state, here).status == 302)
        let login = request("POST", "/cgi-bin/login.php", "username=seal&origin_pwd=seal")
        let cookie = try #require(SealMinerControl.answer(login, &state, here).headers.first?.value.split(separator: ";").first)
        let booted = SealMinerControl.answer(request("GET", "/cgi-bin/reboot.php", "", ["cookie": String(cookie)]), &state, here)
        #expect(booted.status == 200 && state.pools?.map(\.url) == ["stratum+tcp://p:1"] && state.powerLimitWatts == 2_000)
        #expect(SealMinerControl.answer(request("POST", "/cgi-bin/login.php", "username=seal&origin_pwd=x"), &state, here).headers.isEmpty)
    }
}
