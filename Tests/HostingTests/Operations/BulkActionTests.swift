import PluginKit
import Testing

@testable import Hosting

@Suite("What is done with many miners")
struct BulkActionTests {
    private func action(_ text: String) throws -> BulkAction {
        let known: Set<String> = ["action", "status", "site_id", "pools", "power_limit_watts"]
        return try BulkAction(try BodyFields(try JSONValue(parsing: Array(text.utf8)), of: "operation", known: known))
    }

    private func stored(_ action: BulkAction) throws -> JSONValue {
        guard case .json(let bytes) = action.arguments else { return .null }
        return try JSONValue(parsing: bytes)
    }

    @Test("each action is read with what it needs, and a device is told the same after it was stored")
    func actions() throws {
        let pool = DevicePool(url: "stratum+tcp://pool.example.org:3333", user: "me.1", password: "x")
        let given: [(String, BulkAction, DeviceAction?)] = [
            (#"{"action":"set_status","status":"offline"}"#, .setStatus("offline"), nil),
            (#"{"action":"set_site","site_id":null}"#, .setSite(nil), nil), (#"{"action":"restart"}"#, .restart, .restart),
            (#"{"action":"sleep"}"#, .sleep, .sleep), (#"{"action":"wake"}"#, .wake, .wake),
            (#"{"action":"limit_power","power_limit_watts":3000}"#, .limitPower(watts: 3_000), .limitPower(watts: 3_000)),
            (
                #"{"action":"set_pools","pools":[{"url":"stratum+tcp://pool.example.org:3333","user":"me.1"}]}"#, .setPools([pool]),
                .setPools([pool])
            ),
        ]
        for (text, expected, device) in given {
            let read = try action(text)
            #expect(read == expected)
            #expect(BulkAction.deviceAction(read.name, wanted: try stored(read), password: "y") == device, "\(text)")
        }
        #expect(given.map(\.1.name).sorted() == BulkAction.names.sorted())
    }

    @Test("what lacks something or names no pool is refused by its field")
    func refusals() {
        for (text, field) in [
            ("{}", "action"), (#"{"action":"set_status"}"#, "status"), (#"{"action":"set_site"}"#, "site_id"),
            (#"{"action":"limit_power","power_limit_watts":99}"#, "power_limit_watts"), (#"{"action":"set_pools","pools":[]}"#, "pools"),
            (#"{"action":"set_pools","pools":[{"url":"stratum+tcp://:3333","user":"me"}]}"#, "pools"),
            (#"{"action":"set_pools","pools":[{"url":"stratum+tcp://a:0","user":"me"}]}"#, "pools"),
            (#"{"action":"set_pools","pools":[{"url":"stratum+tcp://a:1","user":"m e"}]}"#, "pools"),
            (#"{"action":"set_pools","pools":[{"url":"stratum+tcp://a:1","user":"me.{name}"}]}"#, "pools"),
            (#"{"action":"set_pools","pools":[{"url":"stratum+tcp://a:1","user":"me.{serial"}]}"#, "pools"),
            (#"{"action":"set_pools","pools":[{"url":"stratum+tcp://a:1","user":"{serial}{serial}{id}"}]}"#, "pools"),
        ] {
            do {
                _ = try action(text)
                Issue.record("\(text) was taken")
            } catch {
                #expect((error as? PluginError)?.field == field, "\(text): \(error)")
            }
        }
    }

    @Test("sleep and wake take each other back, records and pools go back to what was, a restart and a limit stay")
    func undo() {
        let undoing = BulkAction.names.map { BulkAction.undoing($0) }
        #expect(undoing == ["set_status", "set_site", nil, "wake", "sleep", "set_pools", nil])
        let before: JSONValue = .object(JSONObject())
        #expect(BulkAction.deviceAction("set_pools", wanted: before, password: "x") == nil)
    }

    @Test("all pools that a miner had are given back, and none of its firmware's author, also where an older order kept that")
    func poolsTakenBack() throws {
        let own = (1...4).map { DevicePool(url: "stratum+tcp://pool\($0).example.org:3333", user: "me.\($0)", password: "y") }
        var json = JSONWriter()
        json.object { json in
            json.array("pools") { json in
                for (url, user) in own.map({ ($0.url, $0.user) }) + [("DevFee", "DevFee"), ("*", "*")] {
                    json.object { json in
                        json.field("url", url)
                        json.field("user", user)
                    }
                }
            }
        }
        let wanted = try JSONValue(parsing: json.bytes)
        #expect(BulkAction.deviceAction("set_pools", wanted: wanted, password: "y") == .setPools(own))
        let fee = try JSONValue(parsing: Array(#"{"pools":[{"url":"DevFee","user":"DevFee"}]}"#.utf8))
        #expect(BulkAction.deviceAction("set_pools", wanted: fee, password: "y") == nil)
    }

    @Test("each miner fills the placeholders of a pool's user with what is its own, and what it had before stays as it was")
    func workers() throws {
        let first = #"{"url":"stratum+tcp://a:1","user":"me.{serial}"}"#
        let second = #"{"url":"stratum+tcp://b:2","user":"m.{address}-{id}","password":"{id}"}"#
        let action = try action(#"{"action":"set_pools","pools":[\#(first),\#(second)]}"#)
        let wanted = try stored(action)
        func pools(_ serialNumber: String, _ address: String, _ id: Int64) -> [[String]]? {
            let told = BulkAction.deviceAction(
                action.name, wanted: wanted, password: "x", serialNumber: serialNumber, address: address, id: id)
            guard case .setPools(let pools)? = told else { return nil }
            return pools.map { [$0.user, $0.password] }
        }
        #expect(pools("SN-1", "10.0.0.1", 7) == [["me.SN-1", "x"], ["m.10x0x0x1-7", "{id}"]])
        #expect(pools("SN 2.é", "fd00::1", 8) == [["me.SN_2__", "x"], ["m.fd00xx1-8", "{id}"]])
        for had in ["plain", "a.{other}", "{", "}{"] {
            #expect(WorkerName.filled(had, serialNumber: "S", address: "10.0.0.1", id: 1) == had)
        }
        #expect(WorkerName.unknown(in: "a.{serial}_{id}") == nil)
        #expect(WorkerName.unknown(in: "a.{Serial}") == "{Serial}")
        #expect(WorkerName.unknown(in: "a.{id}}") == "}")
        #expect(
            BulkAction.deviceAction("restart", wanted: .object(JSONObject()), password: "x", serialNumber: "S", address: "a", id: 1)
                == .restart)
    }

    @Test("a selection is ids, each once, or what a filter says, and nothing else")
    func selections() throws {
        func read(_ text: String) throws -> MinerSelection { try MinerSelection(try JSONValue(parsing: Array(text.utf8))) }
        #expect(try read(#"{"miners":["7",3,"7"]}"#).ids == [3, 7])
        #expect(try read(#"{"filter":{"site":"4","q":"A"}}"#).filter == ["site": "4", "q": "A"])
        #expect(try read(#"{"filter":{}}"#).ids == nil)
        for text in ["{}", #"{"miners":[]}"#, #"{"miners":["x"]}"#, #"{"filter":{"colour":"red"}}"#, #"{"filter":{"state":"gone"}}"#] {
            #expect(throws: PluginError.self, "\(text)") { try read(text) }
        }
    }
}
